import type { Dataset } from '@rectified/dataset';
import { nativeLoaded } from '@rectified/native';
import * as tf from '@tensorflow/tfjs-core';
import { fingerprintOf } from './fingerprint-of.js';
import { defaultInput } from './input-scaling.js';
import { sgd } from './sgd.js';
import type { TrainOptions } from './train-options.js';
import type { ImagesSettings, TrainingSettings } from './training-state.js';

/** The settings of a run with every default filled in. */
export function settingsOf({ data, optimizer, batch, seed, input, folder }: TrainOptions): TrainingSettings {
  // A run that is not written cannot be resumed either: nothing will ask which images it had.
  const images = (dataset: Dataset) => imagesOf(dataset, { recognize: folder !== undefined });
  return {
    optimizer: sgd(optimizer),
    batch,
    seed,
    input: input ?? defaultInput,
    data: images(data.train),
    ...(data.test && { test: images(data.test) }),
    software: {
      node: process.versions.node,
      tfjs: tf.version_core,
      backend: tf.getBackend(),
      kernels: nativeLoaded() ? 'native' : 'plain',
    },
  };
}

function imagesOf(dataset: Dataset, { recognize }: { recognize: boolean }): ImagesSettings {
  const { name, size, classes } = dataset;
  return { name, size, classes: classes.length, sha256: recognize ? fingerprintOf(dataset) : '' };
}
