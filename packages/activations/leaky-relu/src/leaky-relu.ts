import { asDivisor, negativeSlope, negativeSlopeGradient } from '@rectified/activation';
import { checkOptions, type ForeignOptions, InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';

export interface LeakyReluOptions {
  /** `a`: what `x` is divided by on the negative side, finite and at least 1. Default 5.5. */
  divisor?: number;
}

const slope = asDivisor('divisor');

/** tfjs and Keras, PyTorch and Caffe, MXNet; a bare number; the paper's letter. */
export const foreignOptions: ForeignOptions = {
  alpha: slope,
  negativeSlope: slope,
  negative_slope: slope,
  slope,
  number: slope,
  a: slope,
};

/**
 * Leaky ReLU, element by element: a fixed slope `1/a` on the negative side.
 *
 *     y = x  for x > 0,  x/a otherwise          dy/dx = 1 for x > 0, 1/a otherwise
 *
 * Maas, Hannun, Ng: Rectifier Nonlinearities Improve Neural Network Acoustic Models (2013); eq. 2 of
 * arXiv 1505.00853. Any shape; float32, other types are cast. The same in training and inference. At 0 the value is
 * 0 and the gradient 1/a (as in cxxnet); NaN stays NaN, infinities stay infinities.
 *
 * `tf.leakyRelu(x, 0.2)` is `leakyRelu(x, { divisor: 5 })`: a slope, here or under another name, is an error that says so.
 * `divisor` defaults to 5.5, the "very leaky" one that the paper recommends; 100 is Maas's slope of 0.01; cxxnet's
 * own default was 5.
 *
 * @example
 * leakyRelu([-11, 0, 3], { divisor: 5.5 }); // [-2, 0, 3]
 */
export function leakyRelu<T extends tf.Tensor>(x: T | tf.TensorLike, options: LeakyReluOptions = {}): T {
  const { divisor = 5.5 } = checkOptions('leakyRelu', options, ['divisor'], foreignOptions);
  const slope = 1 / checkDivisor(divisor);
  const rectify = tf.customGrad((x, save) => {
    const y = negativeSlope(x as tf.Tensor, slope);
    (save as tf.GradSaveFunc)([y]);
    return { value: y, gradFunc: (dy, [y]) => negativeSlopeGradient(dy, y!, slope) };
  });
  return tf.tidy(() => rectify(tf.cast(x, 'float32'))) as T;
}

/** The paper's range of a, (1, Infinity), with 1 (the identity) allowed. */
export function checkDivisor(divisor: number): number {
  if (Number.isFinite(divisor) && divisor >= 1) return divisor;
  throw new InputError({
    what: 'divisor of a leaky ReLU',
    expected: 'a finite number of at least 1',
    got: typeof divisor === 'number' ? String(divisor) : JSON.stringify(divisor),
    remedy: divisor > 0 && divisor < 1 ? `A slope of ${divisor} is a divisor of ${1 / divisor}` : undefined,
  });
}
