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

/** One update of the model, with the noise of a seed and the step. Returns the logits in training mode, from before the update; the caller disposes them. */
export function trainingStep(
  network: FusedModel,
  optimizer: MomentumSgd,
  { pixels, shape, labels }: TrainingBatch,
  at: UpdatePlace,
  seed: number,
): tf.Tensor2D {
  return tf.tidy(() => {
    const x = tf.tensor4d(pixels, [...shape]);
    let logits: tf.Tensor2D | undefined;
    const { grads } = tf.variableGrads(() => {
      logits = tf.keep(
        network.apply<tf.Tensor2D>(x, {
          training: true,
          inputGradient: false,
          noise: { seed, step: at.step },
        }),
      );
      const oneHot = tf.oneHot(tf.tensor1d(labels, 'int32'), logits.shape[1]) as tf.Tensor2D;
      const penalties = network.model.calculateLosses();
      return penalties.reduce((sum, penalty) => tf.add(sum, penalty), softmaxCrossEntropy(logits, oneHot));
    }, optimizer.variables);
    optimizer.update(grads, at);
    return logits!;
  });
}

/** Whether all images of a batch got the same logits, bit for bit: says nothing (so no) of a single image. */
export function allAlike(logits: Float32Array, images: number): boolean {
  if (images < 2) return false;
  const classes = logits.length / images;
  for (let i = classes; i < logits.length; i++) if (logits[i] !== logits[i - classes]) return false;
  return true;
}
