import * as tf from '@tensorflow/tfjs-core';

/**
 * My activation, element by element.
 *
 *     y = x  for x > 0,  x/4 otherwise
 *
 * Authors: title (year), equation. Any shape; float32, other types are cast. The same in training and inference. At 0
 * the value is 0; NaN stays NaN, infinities stay infinities.
 *
 * @example
 * myActivation([-2, 0, 3]); // [-0.5, 0, 3]
 */
export function myActivation<T extends tf.Tensor>(x: T | tf.TensorLike): T {
  return tf.tidy(() => {
    const input = tf.cast(x, 'float32');
    // TODO Your formula. Its gradient follows by itself; write it with tf.customGrad where that is slow or wrong.
    return tf.maximum(input, tf.mul(input, 0.25));
  }) as T;
}
