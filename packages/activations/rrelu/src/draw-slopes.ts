import { checkValue, listOf, wholeNumber } from '@rectified/errors';
import type { NoiseKey } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import { type RReLURange, rrelu } from './rrelu.js';

/**
 * The slopes that {@link rrelu} multiplies negative inputs by in training: for u uniform in [0, 1), drawn from `noise`,
 *
 *     1 / (lower + (upper - lower) u)                    uniformIn: 'divisor'
 *     1/upper + (1/lower - 1/upper) u                    uniformIn: 'slope'
 *
 * float32, one for each element of `shape`. The same bits on every backend: each step is one correctly rounded operation.
 *
 * @example
 * drawSlopes([2, 3], { noise: { seed: 1, stream: 0, step: 0 } });
 */
export function drawSlopes(shape: readonly number[], options: RReLURange & { noise: NoiseKey }): tf.Tensor {
  checkValue('shape', shape, listOf(wholeNumber(), 'a list of whole numbers from 0'));
  return tf.tidy(() => tf.neg(rrelu(tf.fill([...shape], -1), { ...options, training: true })));
}
