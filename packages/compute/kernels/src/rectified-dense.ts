import { InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import type { Activation } from './activation.js';
import type { RectifiedConv2dOptions } from './convolution.js';
import { rectifiedConv2d } from './rectified-conv2d.js';

/**
 * A dense layer with its activation as one operation, with its gradient: the convolution of one pixel.
 *
 *     y = activation(x kernel + bias)
 *
 * `x` is [batch, inputs], `kernel` [inputs, units], `bias` [units] or null; float32. Otherwise like {@link rectifiedConv2d}.
 *
 * @example
 * const y = rectifiedDense(x, kernel, bias, new LeakyReLU().elementwise({ training: true }));
 */
export function rectifiedDense(
  x: tf.Tensor2D,
  kernel: tf.Tensor2D,
  bias: tf.Tensor1D | null,
  activation: Activation,
  { inputGradient }: Pick<RectifiedConv2dOptions, 'inputGradient'> = {},
): tf.Tensor2D {
  if (x.rank !== 2 || kernel.rank !== 2 || x.shape[1] !== kernel.shape[0])
    throw new InputError({
      what: 'shapes of a dense layer',
      expected: '[batch, inputs] and [inputs, units]',
      got: `[${x.shape}] and [${kernel.shape}]`,
    });
  return tf.tidy(() => {
    const [batch, inputs] = x.shape;
    const pixels = tf.reshape<tf.Rank.R4>(x, [batch, 1, 1, inputs]);
    const filter = tf.reshape<tf.Rank.R4>(kernel, [1, 1, ...kernel.shape]);
    const y = rectifiedConv2d(pixels, filter, bias, activation, { pad: 'valid', inputGradient });
    return tf.reshape<tf.Rank.R2>(y, [batch, kernel.shape[1]]);
  });
}
