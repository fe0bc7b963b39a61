import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isRectifying } from '@rectified/activation';
import { type BackendChoice, chooseBackend } from '@rectified/backend';
import { checkSchema, InputError } from '@rectified/errors';
import { type ImagesIdentity, type RunIdentity, type RunStatus, readRun } from '@rectified/run-folder';
import { loadModel } from '@rectified/trainer';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { activationIdentity, changedCode, loadedIdentity } from './activation-identity.js';
import { architectures } from './architectures.js';
import { checkSameImages, describeImages } from './check-same-run.js';
import { ExperimentConfig } from './experiment-config.js';
import { holdToShape } from './hold-to-shape.js';
import { activationPath, loadActivation } from './load-activation.js';

/** A run as it was configured, and what it was made of. */
export interface MadeRun {
  readonly folder: string;
  readonly config: ExperimentConfig;
  /** Absent in runs of format 1. */
  readonly identity?: RunIdentity;
  readonly status: RunStatus;
}

const ofOldFormat =
  'The run is of format 1, which recorded less than it takes to make its network again; `npx @rectified/cli report` still reads it';

/** What of a run tells how to use its network. */
export async function readMaking(folder: string): Promise<MadeRun> {
  const { description, status } = await readRun(folder);
  const config = checkSchema(ExperimentConfig, description.config, {
    locate: () => ({
      file: join(folder, 'run.json'),
      ...(description.format === 1 && { remedy: ofOldFormat }),
    }),
  });
  return { folder, config, identity: description.identity, status };
}

/**
 * The last saved network of a run, and the backend that it computes on. The caller disposes of the model. An activation
 * that is not the one that the run was made with is an `InputError`.
 */
export async function loadNetwork(
  { folder, config, identity }: MadeRun,
  { backend = config.backend, signal }: { backend?: ExperimentConfig['backend']; signal?: AbortSignal } = {},
): Promise<{ readonly model: LayersModel; readonly backend: BackendChoice }> {
  // These make their layers known to tfjs, so that the model can be loaded.
  const arm = await loadActivation(movedActivation(folder, config.activation, identity), { signal });
  const code = identity && changedCode(identity.activation, await activationIdentity(arm));
  if (code !== undefined)
    throw new InputError({
      what: `the activation is not the one that the run was made with: ${code}`,
      file: arm.file ?? folder,
      remedy: 'Bring its old text back, or train anew',
    });
  await loadedIdentity(arm);
  await architectures[config.architecture]!.load();
  const choice = await chooseBackend({ ...config, backend });
  const model = await loadModel(folder);
  const { file } = arm;
  if (file !== undefined)
    for (const layer of model.layers)
      if (layer.constructor === arm.description.layer && !isRectifying(layer)) holdToShape(layer, file);
  return { model, backend: choice };
}

/** Where the file of an activation is not where it was, it may have been moved together with the run's folder. */
function movedActivation(folder: string, activation: string, identity?: RunIdentity): string {
  const path = activationPath(activation);
  const from = identity?.activation?.from;
  if (path === undefined || from === undefined || existsSync(path)) return activation;
  const moved = resolve(folder, from);
  return existsSync(moved) ? moved + activation.slice(path.length) : activation;
}

/** What a person must know who uses the network of a run, in sentences: that nobody can tell what it was made of, or that it failed. */
export function notesOn({ folder, identity, status }: MadeRun): string[] {
  const old = `${folder} is of a version that did not record what it was made of: nobody can tell whether its activation and these images are the same`;
  const failure = `${folder} ${status === 'dead' ? 'died' : 'diverged'}: this is the network of its last checkpoint, from before`;
  return [
    ...(identity === undefined ? [old] : []),
    ...(status === 'diverged' || status === 'dead' ? [failure] : []),
  ];
}

/**
 * Compares images with those of a run. Others are an `InputError`, or where they were named (`--data`) a sentence that
 * says so. Older runs did not record theirs.
 */
export function compareImages(
  { folder, identity }: MadeRun,
  part: 'train' | 'test',
  now: ImagesIdentity,
  { named }: { named: boolean },
): string | undefined {
  const recorded = identity?.[part];
  if (recorded === undefined || recorded.sha256 === now.sha256) return undefined;
  if (!named) checkSameImages(folder, part, recorded, now);
  return `these are not the images of the run, which had ${describeImages(recorded)}; these are ${describeImages(now)}`;
}
