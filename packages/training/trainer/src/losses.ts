import type { ClassificationLoss } from '@rectified/metrics';
import type * as tf from '@tensorflow/tfjs-core';
import { rectifiedCrossEntropy } from './rectified-cross-entropy.js';
import { softmaxCrossEntropy } from './softmax-cross-entropy.js';

/** Names of {@link losses}. */
export const lossNames = [
  'softmax-cross-entropy',
  'rectified-cross-entropy',
] as const satisfies readonly ClassificationLoss[];

/** The training losses by name. */
export const losses: Readonly<
  Record<ClassificationLoss, (outputs: tf.Tensor2D, labels: tf.Tensor2D) => tf.Scalar>
> = {
  'softmax-cross-entropy': softmaxCrossEntropy,
  'rectified-cross-entropy': rectifiedCrossEntropy,
};
