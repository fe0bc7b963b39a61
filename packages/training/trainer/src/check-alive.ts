import { fuse } from '@rectified/fuse';
import * as tf from '@tensorflow/tfjs-core';
import { DeadNetworkError } from './dead-network-error.js';
import { firstImages } from './first-images.js';
import { lossGradients } from './loss-gradients.js';
import type { Training } from './training.js';
import type { TrainingBatch } from './training-step.js';

/** Number of images to check. */
const images = 100;
/** Consecutive epochs after which a network is given up; momentum may take some steps to fade. */
const deadAfter = 2;
/** Differences below this share of the logits are rounding. */
const rounding = 2 ** -20;

/**
 * Throws a {@link DeadNetworkError} if the network has died but dropout hides this in the steps: without dropout, the first training
 * images all get the same logits, and some layers have a gradient that is 0 in every element. Equal logits alone may be a plateau, which a
 * network can leave again. Both must be true after two consecutive epochs, or after the last one.
 */
export async function checkAlive(training: Training): Promise<void> {
  const { state, options, epochs } = training;
  const batch = await firstImages(training, images);
  const silent = (await answersAlike(training, batch)) ? await silentLayers(training, batch) : [];
  state.deadEpochs = silent.length > 0 ? (state.deadEpochs ?? 0) + 1 : 0;
  if (state.deadEpochs < deadAfter && (silent.length === 0 || state.epoch < epochs)) return;
  const { step, epoch } = state;
  throw new DeadNetworkError({
    evidence:
      `at step ${step} (epoch ${epoch}) it gives every image the same logits, except for the noise of dropout, and ` +
      `${silent.length === 1 ? 'the layer' : 'the layers'} ${silent.join(', ')} get no gradient at all`,
    step,
    loss: training.running.value().loss,
    classes: options.data.train.classes.length,
  });
}

/** A single image proves nothing, so the answer is no. */
async function answersAlike(
  { model }: Pick<Training, 'model'>,
  { pixels, shape }: TrainingBatch,
): Promise<boolean> {
  if (shape[0] < 2) return false;
  const extremes = tf.tidy(() => {
    const logits = fuse(model).predict(tf.tensor4d(pixels, [...shape]));
    return tf.stack([tf.max(tf.sub(tf.max(logits, 0), tf.min(logits, 0))), tf.max(tf.abs(logits))]);
  });
  const [spread, largest] = await extremes.data<'float32'>();
  extremes.dispose();
  return spread! <= rounding * largest!;
}

async function silentLayers(training: Training, batch: TrainingBatch): Promise<string[]> {
  const gradients = await lossGradients(training, batch);
  return [...gradients]
    .filter(([, values]) => values.every((value) => value === 0))
    .map(([{ name }]) => name);
}
