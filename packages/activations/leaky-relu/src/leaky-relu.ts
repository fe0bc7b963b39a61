import { activation, asDivisor, described, type LayerConfig, layerOf, opOf } from '@rectified/activation';
import { div, mul, select } from '@rectified/expression';

const slope = asDivisor('divisor');

const formula = activation({
  name: 'leaky-relu',
  title: 'Leaky ReLU',
  className: 'RectifiedLeakyReLU',
  paper: {
    title: 'Rectifier Nonlinearities Improve Neural Network Acoustic Models',
    authors: ['Maas', 'Hannun', 'Ng'],
    year: 2013,
  },
  options: {
    /** `a`: what `x` is divided by on the negative side, finite and at least 1. Default 5.5. */
    divisor: {
      default: 5.5,
      min: 1,
      tex: 'a',
      remedy: (slope) =>
        typeof slope === 'number' && slope > 0 && slope < 1
          ? `A slope of ${slope} is a divisor of ${1 / slope}`
          : undefined,
    },
  },
  // tfjs and Keras, PyTorch and Caffe, MXNet; a bare number; the paper's letter.
  foreignOptions: {
    alpha: slope,
    negativeSlope: slope,
    negative_slope: slope,
    slope,
    number: slope,
    a: slope,
  },
  formula: ({ x, divisor }) => select(x, 0, x, mul(x, div(1, divisor))),
  variants: {
    '100': { title: 'Leaky ReLU, a = 100', config: { divisor: 100 } },
    '5.5': { title: 'Leaky ReLU, a = 5.5', config: { divisor: 5.5 } },
  },
});

/** `divisor`, and the options of every tfjs layer (`name`, `inputShape`, ...). */
export interface LeakyReLUConfig extends LayerConfig<typeof formula> {}

export type LeakyReluOptions = Pick<LeakyReLUConfig, 'divisor'>;

/**
 * Leaky ReLU, element by element: a fixed slope `1/a` on the negative side.
 *
 *     y = x  for x > 0,  x/a otherwise          dy/dx = 1 for x > 0, 1/a otherwise
 *
 * Maas, Hannun, Ng: Rectifier Nonlinearities Improve Neural Network Acoustic Models (2013); eq. 2 of
 * arXiv 1505.00853. Any shape; float32, other types are cast. The same in training and inference. At 0 the value is
 * 0 and the gradient 1/a (as in cxxnet); NaN stays NaN, infinities stay infinities.
 *
 * `tf.leakyRelu(x, 0.2)` is `leakyRelu(x, { divisor: 5 })`; passing a slope, here or under another name, is an error that says so.
 * `divisor` defaults to 5.5, the "very leaky" variant that the paper recommends. 100 is Maas's slope of 0.01; cxxnet's
 * own default was 5.
 *
 * @example
 * leakyRelu([-11, 0, 3], { divisor: 5.5 }); // [-2, 0, 3]
 */
export const leakyRelu = opOf(formula);

/**
 * Leaky ReLU as a layer: {@link leakyRelu}. Serialized as `RectifiedLeakyReLU`.
 *
 * @example
 * model.add(new LeakyReLU({ divisor: 100 }));
 */
export class LeakyReLU extends layerOf(formula) {}

/** Leaky ReLU as `rectified` and `@rectified/activations` know it, with the paper's two divisors. */
export const description = described(formula, LeakyReLU);
