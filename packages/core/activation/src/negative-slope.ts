import * as tf from '@tensorflow/tfjs-core';
import { leakyReluGrad } from './leaky-relu-grad.js';
import { positivePart } from './positive-part.js';

/**
 * A rectifier given by its slope on the negative side, in as few passes over memory as the backend allows.
 *
 *     y = x  for x > 0,  slope x otherwise
 *
 * `slope` is a number, or a tensor that broadcasts to x's shape (one per channel, one per element). At 0 the value is
 * 0; NaN stays NaN; infinities stay infinities, but -Infinity gives 0 at the number 0, NaN at 0 in a tensor. Its gradient
 * is {@link negativeSlopeGradient}.
 *
 * @example
 * const rectify = tf.customGrad((x, save) => {
 *   const y = negativeSlope(x as tf.Tensor, 0.1);
 *   (save as tf.GradSaveFunc)([y]);
 *   return { value: y, gradFunc: (dy, [y]) => negativeSlopeGradient(dy, y!, 0.1) };
 * });
 */
export function negativeSlope(x: tf.Tensor, slope: number | tf.Tensor): tf.Tensor {
  if (slope === 0) return positivePart(x);
  if (tf.getBackend() !== 'tensorflow') return tf.mul(x, multiplier(x, slope));
  if (typeof slope === 'number') return tf.leakyRelu(x, slope);
  return tf.where(tf.greater(x, 0), x, tf.mul(x, slope));
}

/**
 * The gradient of {@link negativeSlope} by x: `dy` where `y > 0`, `slope dy` elsewhere, also at 0.
 *
 * `y` may be the rectifier's input or, since a slope of at least 0 keeps the sign, its output: the better one to save,
 * because the next layer saves it anyway. At NaN it is `slope dy` on tfjs-node and NaN elsewhere.
 */
export function negativeSlopeGradient(dy: tf.Tensor, y: tf.Tensor, slope: number | tf.Tensor): tf.Tensor {
  if (tf.getBackend() !== 'tensorflow') return tf.mul(dy, multiplier(y, slope));
  if (typeof slope === 'number') return leakyReluGrad(dy, y, slope);
  return tf.where(tf.greater(y, 0), dy, tf.mul(dy, slope));
}

/**
 * 1 where x > 0 (exactly: slope + (1 - slope) rounds to 1), the slope elsewhere. On wasm this is ten times faster than
 * `greater` and `where`, which are not vectorized there; on tfjs-node it is the other way round, because its `step`
 * takes six passes.
 */
function multiplier(x: tf.Tensor, slope: number | tf.Tensor): tf.Tensor {
  if (typeof slope === 'number') return tf.step(x, slope);
  return tf.add(slope, tf.mul(tf.sub(1, slope), tf.step(x)));
}
