import { InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { lookAhead, shuffled } from './batch-source.js';
import { scaledPixels } from './input-scaling.js';
import type { TrainOptions } from './train-options.js';
import type { TrainingSettings } from './training-state.js';

/** Lets the caller set initial weights from the first training batch, if it wants to. */
export async function initializeModel(
  model: tfl.LayersModel,
  { data, initialize, source = shuffled(data.train) }: TrainOptions,
  { batch: size, seed, input }: TrainingSettings,
): Promise<void> {
  if (initialize === undefined) return;
  const batches = lookAhead(source({ seed, epoch: 1, size, start: 0 }), (batch) => batch);
  try {
    const batch = await batches.take();
    if (batch === undefined)
      throw new InputError({ what: 'the source returned no batches', expected: `up to ${size} images` });
    tf.tidy(() => initialize(model, tf.tensor4d(scaledPixels(batch, input), [...batch.shape])));
  } finally {
    await batches.close();
  }
}
