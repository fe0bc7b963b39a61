import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BackendChoice, BackendName } from '@rectified/backend';
import { checkSchema, InputError } from '@rectified/errors';
import {
  changedCode,
  codePath,
  type ImagesIdentity,
  kindsOfCode,
  type RunIdentity,
  type RunStatus,
  readRun,
} from '@rectified/run-folder';
import { type EngineName, loadModel } from '@rectified/trainer';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkSameImages, describeImages } from './check-same-run.js';
import { codeIdentity, loadedIdentity } from './code-identity.js';
import { codeKinds } from './code-kind.js';
import { engineSoFar } from './engine-of-run.js';
import { loadExperimentCode } from './experiment-code.js';
import { ExperimentConfig } from './experiment-config.js';
import { gatherOptions } from './gather-options.js';
import { holdToShape } from './hold-to-shape.js';
import { precisionOfRun } from './precision-of-run.js';
import { useBackend } from './use-backend.js';

/** A run's configuration, and what it was made of. */
export interface MadeRun {
  readonly folder: string;
  readonly config: ExperimentConfig;
  /** Absent in runs of format 1. */
  readonly identity?: RunIdentity;
  readonly status: RunStatus;
  readonly engine: EngineName;
}

const ofOldFormat =
  'The run has format 1, which does not record enough to rebuild its network; `npx @rectified/cli report` can still read it';

/** What is needed from a run to use its network. */
export async function readMaking(folder: string): Promise<MadeRun> {
  const { description, status } = await readRun(folder);
  const config = checkSchema(ExperimentConfig, gatherOptions(description.config), {
    locate: () => ({
      file: join(folder, 'run.json'),
      ...(description.format === 1 && { remedy: ofOldFormat }),
    }),
  });
  const { identity } = description;
  for (const kind of kindsOfCode) config[kind] = movedCode(folder, config[kind], identity?.[kind]?.from);
  return { folder, config, identity, status, engine: engineSoFar(description, config) };
}

/**
 * A run's last saved network, and the backend it computes on, where `only` that one will do. The caller must dispose of the model. An activation
 * other than the one the run was made with is an `InputError`.
 */
export async function loadNetwork(
  { folder, config, identity, engine }: MadeRun,
  {
    backend = config.backend,
    only,
    signal,
  }: { backend?: ExperimentConfig['backend']; only?: BackendName; signal?: AbortSignal } = {},
): Promise<{ readonly model: LayersModel; readonly backend: BackendChoice }> {
  // These register their layers with tfjs, so that the model can be loaded.
  const code = await loadExperimentCode(config, { signal });
  for (const kind of ['activation', 'architecture'] as const) {
    const { file } = code[kind];
    const change = identity && changedCode(identity[kind], await codeIdentity(file));
    if (change !== undefined)
      throw new InputError({
        what: `the ${codeKinds[kind].noun} is not the one the run was made with: ${change}`,
        file: file ?? folder,
        remedy: 'Restore its old version, or train again',
      });
    await loadedIdentity(file);
  }
  // A processor cannot reproduce a GPU's training precision, and nobody needs it to.
  const precision = config.precision === 'tf32' ? 'float32' : config.precision;
  const computing = precisionOfRun({ kernels: config.kernels, precision }, engine).backend;
  const choice = await useBackend({ backend: only ?? backend, ...computing }, { only: only !== undefined });
  const model = await loadModel(folder);
  const { file, description } = code.activation;
  if (file !== undefined)
    for (const layer of model.layers) if (layer.constructor === description.layer) holdToShape(layer, file);
  return { model, backend: choice };
}

/** If a file with code is not where it was, it may have been moved together with the run's folder. */
function movedCode(folder: string, spec: string, from?: string): string {
  const path = codePath(spec);
  if (path === undefined || from === undefined || existsSync(path)) return spec;
  const moved = resolve(folder, from);
  return existsSync(moved) ? moved + spec.slice(path.length) : spec;
}

/** Messages for users of a run's network: that what it was made of is unknown, or that it failed. */
export function notesOn({ folder, identity, status }: MadeRun): string[] {
  const old = `${folder} was made by a version that did not record what it was made of, so it is unknown whether its activation and these images are the same`;
  const failure = `${folder} ${status === 'dead' ? 'died' : 'diverged'}: this is the network of its last checkpoint, from before`;
  return [
    ...(identity === undefined ? [old] : []),
    ...(status === 'diverged' || status === 'dead' ? [failure] : []),
  ];
}

/**
 * Compares images with those of a run. Different images are an `InputError` or, if they were named (`--data`), a message that
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
