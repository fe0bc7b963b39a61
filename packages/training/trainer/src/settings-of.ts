import type { Dataset } from '@rectified/dataset';
import { hasFusedOperations } from '@rectified/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { defaultInput } from './input-scaling.js';
import type { Files, Platform } from './platform.js';
import { dependsOnLength } from './schedule.js';
import { sgd } from './sgd.js';
import type { TrainOptions } from './train-options.js';
import type { ImagesSettings, TrainingSettings } from './training-state.js';

/** The settings of a run with every default filled in. */
export function settingsOf(
  { data, optimizer, epochs, batch, seed, loss, input, engine = 'eager', products }: TrainOptions,
  { runtime, fingerprintOf }: Pick<Platform, 'runtime'> & Partial<Pick<Files, 'fingerprintOf'>>,
): TrainingSettings {
  // A run that is not written cannot be resumed, so nothing will ask which images it used.
  const images = (dataset: Dataset) => imagesOf(dataset, fingerprintOf?.(dataset) ?? '');
  const checked = sgd(optimizer);
  return {
    optimizer: checked,
    ...(dependsOnLength(checked.rate) && { epochs }),
    batch,
    seed,
    ...(loss !== undefined && loss !== 'softmax-cross-entropy' && { loss }),
    input: input ?? defaultInput,
    data: images(data.train),
    ...(data.test && { test: images(data.test) }),
    software: {
      node: runtime,
      tfjs: tf.version_core,
      backend: tf.getBackend(),
      ...(engine !== 'eager' && { engine }),
      ...(products === 'bfloat16' && { products }),
      kernels: hasFusedOperations() ? 'native' : 'plain',
    },
  };
}

function imagesOf({ name, size, classes }: Dataset, sha256: string): ImagesSettings {
  return { name, size, classes: classes.length, sha256 };
}
