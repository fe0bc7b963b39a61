import { anything, checkOptions, checkValue, finiteNumber, having, renamed } from '@rectified/errors';
import type { NoiseKey } from '@rectified/random';
import { randomUniform } from '@rectified/random/tensors';
import * as tf from '@tensorflow/tfjs-core';

/** The share of elements that is dropped. */
export const share = finiteNumber({ from: 0, below: 1 });

/**
 * Sets elements to 0 with probability `rate` and divides the others by `1 - rate`; see {@link SeededDropout}.
 * `noise` determines which ones; the backward pass draws them again instead of storing them.
 *
 * @example
 * dropout(tf.ones([2, 3]), { rate: 0.5, noise: { seed: 1, stream: 0, step: 0 } });
 */
export function dropout<T extends tf.Tensor>(x: T, options: { rate: number; noise: NoiseKey }): T {
  checkValue('x', x, having('a tensor', 'shape', 'dtype'));
  const { rate, noise } = checkOptions(
    'dropout',
    options,
    { rate: share, noise: anything },
    { p: renamed('rate') },
  );
  const mask = ({ shape }: tf.Tensor) => {
    const kept = tf.greaterEqual(randomUniform(shape, noise), rate);
    return tf.mul(tf.cast(kept, 'float32'), 1 / (1 - rate));
  };
  const drop = tf.customGrad((x) => ({
    value: tf.mul(x as tf.Tensor, mask(x as tf.Tensor)),
    gradFunc: (dy: tf.Tensor) => tf.mul(dy, mask(dy)),
  }));
  return tf.tidy(() => drop(x) as T);
}
