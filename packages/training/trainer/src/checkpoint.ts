import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { InputError } from '@rectified/errors';
import { type Checkpoint, type Claim, writeCheckpoint } from '@rectified/run-folder';
import type { FileHash } from '@rectified/system';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { encodeWeights } from './broken-weight.js';
import { checkSameModel } from './check-same-model.js';
import type { MomentumSgd } from './momentum-sgd.js';
import { readBytes, readJson, readTopology, readWeights } from './read-checkpoint.js';
import type { TrainingSettings, TrainingState } from './training-state.js';
import { decode, encode, firstNonFinite, nameOf, variableOf } from './weights.js';

/** `trainer.json`. */
interface Trainer {
  readonly format: 1;
  readonly settings: TrainingSettings;
  readonly state: TrainingState;
  readonly momentum: tf.io.WeightsManifestEntry[];
}

interface SavedState {
  readonly settings: TrainingSettings;
  readonly state: TrainingState;
  /** Flushes `metrics.jsonl` to disk and returns its size and hash. */
  readonly metrics: () => FileHash;
  readonly claim?: Claim;
}

/**
 * Writes `checkpoint/`: `model.json` and `weights.bin` in tfjs's format, `momentum.bin` and `trainer.json`. If weights or
 * momentum are not finite, nothing is written and their name is returned.
 */
export async function saveCheckpoint(
  folder: string,
  model: tfl.LayersModel,
  sgd: MomentumSgd,
  { metrics, claim, ...rest }: SavedState,
): Promise<string | undefined> {
  const weights = await encodeWeights(model);
  const momentum = await encode(sgd.momentum());
  const broken = firstNonFinite(weights) ?? firstNonFinite(momentum);
  if (broken !== undefined) return broken;
  const trainer: Trainer = { format: 1, ...rest, momentum: momentum.specs };
  const json = {
    format: 'layers-model',
    generatedBy: `TensorFlow.js ${tf.version_core}, @rectified/trainer`,
    convertedBy: null,
    modelTopology: model.toJSON(null, false),
    weightsManifest: [{ paths: ['weights.bin'], weights: weights.specs }],
  };
  const write = async (beside: string) => {
    await writeFile(join(beside, 'model.json'), JSON.stringify(json));
    await writeFile(join(beside, 'weights.bin'), new Uint8Array(weights.data));
    await writeFile(join(beside, 'momentum.bin'), new Uint8Array(momentum.data));
    await writeFile(join(beside, 'trainer.json'), JSON.stringify(trainer));
  };
  await writeCheckpoint(folder, metrics(), write, () => claim?.check());
  return undefined;
}

/**
 * Loads a run's checkpoint into the model and the optimizer and returns the state of training. Throws an InputError if the
 * model or the settings are not the run's.
 */
export async function restoreCheckpoint(
  { folder: checkpoint }: Checkpoint,
  model: tfl.LayersModel,
  sgd: MomentumSgd,
  settings: TrainingSettings,
): Promise<TrainingState> {
  const file = join(checkpoint, 'trainer.json');
  const trainer = (await readJson(file)) as Trainer;
  if (trainer.format !== 1)
    throw new InputError({
      what: 'written by another version',
      expected: 'format 1',
      got: `format ${trainer.format}`,
      file,
      remedy: 'Resume with the version that started the run',
    });
  checkSettings(trainer.settings, settings, file);
  checkSameModel(await readTopology(checkpoint), model, join(checkpoint, 'model.json'));
  const shapes = (tensors: readonly { name: string; tensor: tf.Tensor }[]) =>
    Object.fromEntries(tensors.map(({ name, tensor }) => [name, tensor.shape]));
  const named = model.weights.map((weight) => ({ name: nameOf(weight), tensor: weight.read() }));
  const momentum = { data: await readBytes(join(checkpoint, 'momentum.bin')), specs: trainer.momentum };
  const momenta = decode(momentum, shapes(sgd.momentum()), join(checkpoint, 'momentum.bin'));
  const weights = decode(await readWeights(checkpoint), shapes(named), join(checkpoint, 'weights.bin'));
  // Not with `weight.write`, which would apply the constraint once more.
  for (const weight of model.weights) variableOf(weight).assign(weights[nameOf(weight)]!);
  tf.dispose(weights);
  sgd.restore(momenta);
  return trainer.state;
}

function checkSettings(saved: TrainingSettings, now: TrainingSettings, file: string): void {
  for (const key of new Set([...Object.keys(now), ...Object.keys(saved)]) as Set<keyof TrainingSettings>) {
    const current: unknown = now[key] && JSON.parse(JSON.stringify(now[key]));
    if (isDeepStrictEqual(saved[key], current)) continue;
    throw new InputError({
      what: `the run was started with another ${key}`,
      expected: JSON.stringify(saved[key]) ?? 'none',
      got: JSON.stringify(current) ?? 'none',
      file,
      remedy: 'Resume with the same settings, or start a new run in another folder',
    });
  }
}
