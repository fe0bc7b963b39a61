import type { FusedModel } from '@rectified/fuse';
import * as tf from '@tensorflow/tfjs-core';
import type { ViewBatch } from './batch-source.js';
import type { MomentumSgd } from './momentum-sgd.js';
import type { UpdatePlace } from './schedule.js';
import { softmaxCrossEntropy } from './softmax-cross-entropy.js';

/** A batch as the network takes it. */
export interface TrainingBatch {
  readonly pixels: Float32Array;
  readonly shape: ViewBatch['shape'];
  readonly labels: Int32Array;
}

/** Images as the network takes them, what they show, and what random layers draw. */
export interface GradientsOptions {
  readonly x: tf.Tensor4D;
  readonly labels: tf.Tensor1D;
  readonly noise: { readonly seed: number; readonly step: number };
}

/** The logits of a batch in training mode and the gradients of the loss, by the variables' tfjs names. */
export function logitsAndGradients(
  network: FusedModel,
  { variables }: Pick<MomentumSgd, 'variables'>,
  { x, labels, noise }: GradientsOptions,
): { readonly logits: tf.Tensor2D; readonly gradients: tf.NamedTensorMap } {
  let logits: tf.Tensor2D | undefined;
  const { grads } = tf.variableGrads(() => {
    logits = tf.keep(network.apply<tf.Tensor2D>(x, { training: true, inputGradient: false, noise }));
    const oneHot = tf.oneHot(labels, logits.shape[1]) as tf.Tensor2D;
    const penalties = network.model.calculateLosses();
    return penalties.reduce((sum, penalty) => tf.add(sum, penalty), softmaxCrossEntropy(logits, oneHot));
  }, variables);
  return { logits: logits!, gradients: grads };
}

/** One update of the model, with the noise of a seed and the step. Returns the logits in training mode, from before the update; the caller disposes them. */
export function trainingStep(
  network: FusedModel,
  optimizer: MomentumSgd,
  { pixels, shape, labels }: TrainingBatch,
  at: UpdatePlace,
  seed: number,
): tf.Tensor2D {
  return tf.tidy(() => {
    const { logits, gradients } = logitsAndGradients(network, optimizer, {
      x: tf.tensor4d(pixels, [...shape]),
      labels: tf.tensor1d(labels, 'int32'),
      noise: { seed, step: at.step },
    });
    optimizer.update(gradients, at);
    return logits;
  });
}

/** Whether all images of a batch got the same logits, bit for bit: says nothing (so no) of a single image. */
export function allAlike(logits: Float32Array, images: number): boolean {
  if (images < 2) return false;
  const classes = logits.length / images;
  for (let i = classes; i < logits.length; i++) if (logits[i] !== logits[i - classes]) return false;
  return true;
}
