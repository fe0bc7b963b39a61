import { slopeGradient } from '@rectified/activation';
import * as tf from '@tensorflow/tfjs-core';

const rectify = tf.customGrad((x, save) => {
  const y = tf.relu(x as tf.Tensor);
  (save as tf.GradSaveFunc)([y]);
  return { value: y, gradFunc: (dy, [y]) => slopeGradient(dy, y!, 0) };
});

/**
 * The rectified linear unit, element by element.
 *
 *     y = x  for x > 0,  0 otherwise          dy/dx = 1 for x > 0, 0 otherwise
 *
 * Nair, Hinton: Rectified Linear Units Improve Restricted Boltzmann Machines (2010); eq. 1 of arXiv 1505.00853.
 * Any shape; float32, other types are cast. The same in training and inference. At 0 the value and the gradient
 * are 0 (as in cxxnet); NaN stays NaN; Infinity stays, -Infinity gives 0.
 *
 * The value is that of `tf.relu`; the gradient is the same too but takes one pass over memory on tfjs-node, where
 * tfjs's takes about eight.
 *
 * @example
 * relu([-2, 0, 3]); // [0, 0, 3]
 */
export function relu<T extends tf.Tensor>(x: T | tf.TensorLike): T {
  return tf.tidy(() => rectify(tf.cast(x, 'float32'))) as T;
}
