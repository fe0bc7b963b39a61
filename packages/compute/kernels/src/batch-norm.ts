import type * as tf from '@tensorflow/tfjs-core';
import type { Activation } from './activation.js';

export interface BatchNormOptions {
  /** Added to the variance. Default 1e-3, as in Keras and tfjs. */
  epsilon?: number;
  /** Mean and variance of inference, [channels] each. Without them those of `x` are taken, as in training. */
  moving?: { mean: tf.Tensor1D; variance: tf.Tensor1D };
  /** In training: moving averages, [channels] each, that shall count in what is returned as mean and variance. */
  averages?: { mean: tf.Tensor1D; variance: tf.Tensor1D };
  /** Of the averages. Default 0.99, as in Keras and tfjs. */
  momentum?: number;
}

/**
 * Batch normalization of the last dimension (arXiv 1502.03167) with an activation. `x` has any rank and elements; `gamma`
 * and `beta` are [channels].
 *
 *     y = activation(gamma (x - mean) / sqrt(variance + epsilon) + beta)
 *
 * In training `mean` and (biased) `variance` are those of `x`. They are returned, or, with `averages`, the averages with
 * them counted in: `average - (average - value) (1 - momentum)`. With `moving` they are constants. The caller owns both.
 */
export type BatchNorm = <T extends tf.Tensor>(
  x: T,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  activation: Activation,
  options?: BatchNormOptions,
) => { y: T; mean: tf.Tensor1D; variance: tf.Tensor1D };
