import { negativeSlope, negativeSlopeGradient } from '@rectified/activation';
import { checkOptions, InputError } from '@rectified/errors';
import type { NoiseKey } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import { drawSlopes } from './draw-slopes.js';
import { foreignOptions, type RReLURange, rangeNames } from './range.js';
import { testSlope } from './test-slope.js';

export interface RReluOptions extends RReLURange {
  /** Random slopes, or the fixed one of inference. There is no default, so that none is taken by oversight. */
  training: boolean;
  /** Which random numbers; needed in training. */
  noise?: NoiseKey;
}

const modes = '{ training: true, noise: { seed, stream, step } } or { training: false }';

/**
 * Randomized leaky ReLU: on the negative side, the slope of every element is drawn anew in every training pass.
 *
 *     training     y = x  for x > 0,  x/a otherwise,  a ~ U(l, u) for every element       dy/dx = 1, 1/a (the same a)
 *     inference    y = x  for x > 0,  x / ((l+u)/2) otherwise                             dy/dx = 1, 2/(l+u)
 *
 * Xu, Wang, Chen, Li: Empirical Evaluation of Rectified Activations in Convolutional Network (arXiv 1505.00853),
 * section 2.4; its eq. 3 and 4 print a product, but its bounds, eq. 5, its tables and cxxnet (`insanity` layer) all
 * divide. Any shape; float32, other types are cast. At 0 the value is 0 and the gradient the slope (as in cxxnet);
 * NaN stays NaN, infinities stay infinities. Defaults: l = 3, u = 8, as in the paper.
 *
 * The backward pass makes the slopes again from `noise` instead of keeping them.
 *
 * @example
 * rrelu([-11, 0, 3], { training: false }); // [-2, 0, 3]
 */
export function rrelu<T extends tf.Tensor>(x: T | tf.TensorLike, options: RReluOptions): T {
  const { training, noise, ...range }: Partial<RReluOptions> =
    checkOptions('rrelu', options, ['training', 'noise', ...rangeNames], foreignOptions) ?? {};
  if (typeof training !== 'boolean')
    throw new InputError({
      what: 'training of rrelu',
      expected: `true or false, as ${modes}`,
      got: training === undefined ? 'nothing' : JSON.stringify(training),
    });
  return tf.tidy(() => {
    const input = tf.cast(x, 'float32');
    if (!training) return tf.leakyRelu(input, testSlope(range));
    return rectify(input, () => drawSlopes(input.shape, { noise: noise!, ...range }));
  }) as T;
}

function rectify(x: tf.Tensor, slopes: () => tf.Tensor): tf.Tensor {
  return tf.customGrad((x, save) => {
    const y = negativeSlope(x as tf.Tensor, slopes());
    (save as tf.GradSaveFunc)([y]);
    return { value: y, gradFunc: (dy, [y]) => negativeSlopeGradient(dy, y!, slopes()) };
  })(x);
}
