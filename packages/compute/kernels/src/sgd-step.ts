import type * as tf from '@tensorflow/tfjs-core';

export interface SgdStepOptions {
  /** The weights, and for each of them what follows. */
  weights: readonly tf.Tensor[];
  momenta: readonly tf.Tensor[];
  gradients: readonly tf.Tensor[];
  rates: readonly number[];
  /** L2 weight decay as part of the gradient. */
  decays: readonly number[];
  momentum: number;
  /** Limits of the gradients before decay is added: of every element, of the norm of all together. Default: none. */
  clip?: { value?: number; norm?: number };
}

/** New tensors, in the order of the weights. */
export interface SgdStep {
  weights: tf.Tensor[];
  momenta: tf.Tensor[];
}

/**
 * One step of stochastic gradient descent with momentum on all weights of a model: cxxnet's update
 * (sgd_updater-inl.hpp:79-85). What goes in is not changed. It has no gradient.
 *
 *     m' = momentum m - rate (clip(g) + decay w)
 *     w' = w + m'
 */
export type Sgd = (options: SgdStepOptions) => SgdStep;
