import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { InputError } from '@rectified/errors';
import { currentFolder, replaceFolder } from '@rectified/run-folder';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { MomentumSgd } from './momentum-sgd.js';
import { readBytes, readJson, readWeights } from './read-checkpoint.js';
import type { TrainingSettings, TrainingState } from './training-state.js';
import { decode, encode, firstNonFinite, nameOf, variableOf } from './weights.js';

/** `trainer.json`. */
interface Trainer {
  readonly format: 1;
  readonly settings: TrainingSettings;
  readonly state: TrainingState;
  /** Size of `metrics.jsonl` in bytes. */
  readonly metrics: number;
  readonly momentum: tf.io.WeightsManifestEntry[];
}

/**
 * Writes `checkpoint/`: `model.json` and `weights.bin` as tfjs reads them, `momentum.bin` and `trainer.json`. Weights or
 * momentum that are not finite are not written; then their name is returned.
 */
export async function saveCheckpoint(
  folder: string,
  model: tfl.LayersModel,
  sgd: MomentumSgd,
  { metrics, ...rest }: { settings: TrainingSettings; state: TrainingState; metrics: () => number },
): Promise<string | undefined> {
  const weights = await encodeWeights(model);
  const momentum = await encode(sgd.momentum());
  const broken = firstNonFinite(weights) ?? firstNonFinite(momentum);
  if (broken !== undefined) return broken;
  const trainer: Trainer = { format: 1, ...rest, metrics: metrics(), momentum: momentum.specs };
  const json = {
    format: 'layers-model',
    generatedBy: `TensorFlow.js ${tf.version_core}, @rectified/trainer`,
    convertedBy: null,
    modelTopology: model.toJSON(null, false),
    weightsManifest: [{ paths: ['weights.bin'], weights: weights.specs }],
  };
  await replaceFolder(join(folder, 'checkpoint'), async (beside) => {
    await writeFile(join(beside, 'model.json'), JSON.stringify(json));
    await writeFile(join(beside, 'weights.bin'), new Uint8Array(weights.data));
    await writeFile(join(beside, 'momentum.bin'), new Uint8Array(momentum.data));
    await writeFile(join(beside, 'trainer.json'), JSON.stringify(trainer));
  });
  return undefined;
}

/** The name of a weight that is not finite, if there is one. */
export async function brokenWeight(model: tfl.LayersModel): Promise<string | undefined> {
  return firstNonFinite(await encodeWeights(model));
}

const encodeWeights = (model: tfl.LayersModel) =>
  encode(model.weights.map((weight) => ({ name: nameOf(weight), tensor: weight.read() })));

/**
 * Puts a run's checkpoint into the model and the optimizer and returns where training was; `undefined` where none was
 * saved. Throws an InputError where the model or the settings are not those of the run.
 */
export async function restoreCheckpoint(
  folder: string,
  model: tfl.LayersModel,
  sgd: MomentumSgd,
  settings: TrainingSettings,
): Promise<{ state: TrainingState; metrics: number } | undefined> {
  const checkpoint = currentFolder(join(folder, 'checkpoint'));
  if (checkpoint === undefined) return undefined;
  const file = join(checkpoint, 'trainer.json');
  if (!existsSync(file))
    throw new InputError({ what: 'not a checkpoint of @rectified/trainer', file: checkpoint });
  const trainer = (await readJson(file)) as Trainer;
  if (trainer.format !== 1)
    throw new InputError({
      what: 'written by another version',
      expected: 'format 1',
      got: `format ${trainer.format}`,
      file,
      remedy: 'Resume with the version that began the run',
    });
  checkSettings(trainer.settings, settings, file);
  const shapes = (tensors: readonly { name: string; tensor: tf.Tensor }[]) =>
    Object.fromEntries(tensors.map(({ name, tensor }) => [name, tensor.shape]));
  const named = model.weights.map((weight) => ({ name: nameOf(weight), tensor: weight.read() }));
  const momentum = { data: await readBytes(join(checkpoint, 'momentum.bin')), specs: trainer.momentum };
  const momenta = decode(momentum, shapes(sgd.momentum()), join(checkpoint, 'momentum.bin'));
  const weights = decode(await readWeights(checkpoint), shapes(named), join(checkpoint, 'weights.bin'));
  // Not by `weight.write`, which would apply the constraint once more.
  for (const weight of model.weights) variableOf(weight).assign(weights[nameOf(weight)]!);
  tf.dispose(weights);
  sgd.restore(momenta);
  return { state: trainer.state, metrics: trainer.metrics };
}

function checkSettings(saved: TrainingSettings, now: TrainingSettings, file: string): void {
  for (const key of Object.keys(now) as (keyof TrainingSettings)[]) {
    const current: unknown = JSON.parse(JSON.stringify(now[key]));
    if (isDeepStrictEqual(saved[key], current)) continue;
    throw new InputError({
      what: `the run was begun with another ${key}`,
      expected: JSON.stringify(saved[key]),
      got: JSON.stringify(current),
      file,
      remedy: 'Resume with the same settings, or begin a new run in another folder',
    });
  }
}
