import { negativeSlopeGradient } from '@rectified/activation';
import * as tf from '@tensorflow/tfjs-core';

const rectify = tf.customGrad((x, save) => {
  const y = tf.relu(x as tf.Tensor);
  (save as tf.GradSaveFunc)([y]);
  return { value: y, gradFunc: (dy, [y]) => negativeSlopeGradient(dy, y!, 0) };
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
 * Value and gradient are those of `tf.relu`, but on tfjs-node the gradient takes one pass over memory, not about eight.
 *
 * @example
 * relu([-2, 0, 3]); // [0, 0, 3]
 */
export function relu<T extends tf.Tensor>(x: T | tf.TensorLike): T {
  return tf.tidy(() => rectify(tf.cast(x, 'float32'))) as T;
}
