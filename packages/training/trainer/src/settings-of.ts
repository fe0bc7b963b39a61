import type { Dataset } from '@rectified/dataset';
import { InputError } from '@rectified/errors';
import { nativeLoaded } from '@rectified/native';
import * as tf from '@tensorflow/tfjs-core';
import { defaultInput } from './input-scaling.js';
import type { Platform } from './platform.js';
import { sgd } from './sgd.js';
import type { TrainOptions } from './train-options.js';
import type { ImagesSettings, TrainingSettings } from './training-state.js';

/** The settings of a run with every default filled in. Throws an InputError for what cannot be used. */
export function settingsOf(
  { data, optimizer, batch, seed, input, folder }: TrainOptions,
  { runtime, fingerprintOf }: Pick<Platform, 'runtime' | 'fingerprintOf'>,
): TrainingSettings {
  // A run that is not written cannot be resumed either: nothing will ask which images it had.
  const images = (dataset: Dataset) => imagesOf(dataset, folder === undefined ? '' : fingerprintOf(dataset));
  return {
    optimizer: sgd(optimizer),
    batch: whole('batch', batch),
    seed: seedOf(seed),
    input: input ?? defaultInput,
    data: images(data.train),
    ...(data.test && { test: images(data.test) }),
    software: {
      node: runtime,
      tfjs: tf.version_core,
      backend: tf.getBackend(),
      kernels: nativeLoaded() ? 'native' : 'plain',
    },
  };
}

function imagesOf({ name, size, classes }: Dataset, sha256: string): ImagesSettings {
  return { name, size, classes: classes.length, sha256 };
}

/** Throws an InputError unless `value` is a whole number from 1. */
export function whole(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InputError({ what: name, expected: 'a whole number from 1', got: String(value) });
}

/** A key of Philox has 32 bits. */
function seedOf(value: number): number {
  if (value >>> 0 === value) return value;
  throw new InputError({ what: 'seed', expected: 'a whole number from 0 to 4294967295', got: String(value) });
}
