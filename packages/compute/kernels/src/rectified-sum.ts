import type * as tf from '@tensorflow/tfjs-core';
import type { Activation } from './activation.js';

/**
 * The sum of tensors of one shape, in their order, with an activation of its last dimension's channels; float32, of any
 * rank, with elements.
 *
 *     y = activation(a + b + ...)
 */
export type RectifiedSum = <T extends tf.Tensor>(addends: readonly T[], activation: Activation) => T;
