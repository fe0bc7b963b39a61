import type { FusedModel } from '@rectified/fuse';
import type { ClassificationLoss } from '@rectified/metrics';
import * as tf from '@tensorflow/tfjs-core';
import type { ViewBatch } from './batch-source.js';
import { losses } from './losses.js';
import type { MomentumSgd } from './momentum-sgd.js';
import type { UpdatePlace } from './schedule.js';

/** A batch as the network receives it. */
export interface TrainingBatch {
  readonly pixels: Float32Array;
  readonly shape: ViewBatch['shape'];
  readonly labels: Int32Array;
}

/** What determines an update besides the batch. */
export interface StepSettings {
  readonly seed: number;
  readonly loss?: ClassificationLoss;
}

/** Images as the network receives them, their labels, and the noise of random layers. */
export interface GradientsOptions {
  readonly x: tf.Tensor4D;
  readonly labels: tf.Tensor1D;
  readonly noise: { readonly seed: number; readonly step: number };
  /** Default: softmax cross-entropy. */
  readonly loss?: ClassificationLoss;
}

/** The logits of a batch in training mode and the gradients of the loss, by the variables' tfjs names. */
export function logitsAndGradients(
  network: FusedModel,
  { variables }: Pick<MomentumSgd, 'variables'>,
  { x, labels, noise, loss = 'softmax-cross-entropy' }: GradientsOptions,
): { readonly logits: tf.Tensor2D; readonly gradients: tf.NamedTensorMap } {
  let logits: tf.Tensor2D | undefined;
  const { grads } = tf.variableGrads(() => {
    logits = tf.keep(network.apply<tf.Tensor2D>(x, { training: true, inputGradient: false, noise }));
    const oneHot = tf.oneHot(labels, logits.shape[1]) as tf.Tensor2D;
    const penalties = network.model.calculateLosses();
    return penalties.reduce((sum, penalty) => tf.add(sum, penalty), losses[loss](logits, oneHot));
  }, variables);
  return { logits: logits!, gradients: grads };
}

/** One update of the model, with the noise of a seed and the step. Returns the logits in training mode, from before the update; the caller must dispose of them. */
export function trainingStep(
  network: FusedModel,
  optimizer: MomentumSgd,
  { pixels, shape, labels }: TrainingBatch,
  at: UpdatePlace,
  { seed, loss }: StepSettings,
): tf.Tensor2D {
  return tf.tidy(() => {
    const { logits, gradients } = logitsAndGradients(network, optimizer, {
      x: tf.tensor4d(pixels, [...shape]),
      labels: tf.tensor1d(labels, 'int32'),
      ...{ noise: { seed, step: at.step }, loss },
    });
    optimizer.update(gradients, at);
    return logits;
  });
}

/**
 * Whether the logits of a batch do not depend on its images: all images got the same, bit for bit, or a single one got the same number for
 * every class, as when the last rectifier outputs only 0.
 */
export function allAlike(logits: Float32Array, images: number): boolean {
  if (images === 1) return logits.length > 1 && logits.every((logit) => logit === logits[0]);
  const classes = logits.length / images;
  for (let i = classes; i < logits.length; i++) if (logits[i] !== logits[i - classes]) return false;
  return true;
}
