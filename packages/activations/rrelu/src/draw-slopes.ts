import { InputError } from '@rectified/errors';
import type { NoiseKey } from '@rectified/random';
import { randomUniform } from '@rectified/random/tensors';
import * as tf from '@tensorflow/tfjs-core';
import { type RReLURange, rangeOf } from './range.js';

/**
 * The slopes that {@link rrelu} multiplies negative inputs by in training: for u uniform in [0, 1), drawn from `noise`,
 *
 *     1 / (lower + (upper - lower) u)                    uniformIn: 'divisor'
 *     1/upper + (1/lower - 1/upper) u                    uniformIn: 'slope'
 *
 * float32, one for each element of `shape`. The same bits on every backend: each step is one correctly rounded
 * operation, so the division is a true one (TensorFlow's `Reciprocal` may approximate).
 *
 * @example
 * drawSlopes([2, 3], { noise: { seed: 1, stream: 0, step: 0 } });
 */
export function drawSlopes(
  shape: readonly number[],
  { noise, ...range }: RReLURange & { noise: NoiseKey },
): tf.Tensor {
  checkNoise(noise);
  const { lowerDivisor: lower, upperDivisor: upper, uniformIn } = rangeOf(range);
  return tf.tidy(() => {
    const u = randomUniform(shape, noise);
    if (uniformIn === 'slope') return tf.add(1 / upper, tf.mul(1 / lower - 1 / upper, u));
    return tf.div(1, tf.add(lower, tf.mul(upper - lower, u)));
  });
}

/** A part that is missing would be drawn as 0. */
function checkNoise(noise: NoiseKey | undefined): void {
  const { seed, stream, step }: Partial<NoiseKey> = noise ?? {};
  if ([seed, stream, step].every((part) => Number.isInteger(part))) return;
  throw new InputError({
    what: noise === undefined ? 'rrelu in training without noise' : 'noise of rrelu',
    expected: 'the key of its random numbers: { training: true, noise: { seed, stream, step } }',
    got: noise && JSON.stringify(noise),
  });
}
