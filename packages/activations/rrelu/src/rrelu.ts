import {
  activation,
  choice,
  described,
  type LayerConfig,
  layerOf,
  opOf,
  uniform,
} from '@rectified/activation';
import { add, div, type Expression, lerp, log, mul, select, sub } from '@rectified/expression';
import { foreignOptions } from './foreign-options.js';

/** What stands for the random slope in inference; see `testDivisor`. */
export function testSlopeOf(
  l: Expression,
  u: Expression,
  uniformIn: string,
  testDivisor: string,
): Expression {
  if (uniformIn === 'slope') return div(add(div(1, l), div(1, u)), 2);
  if (testDivisor === 'mean') return div(2, add(l, u));
  return select(u, l, div(log(div(u, l)), sub(u, l)), div(1, l));
}

const remedy = (divisor: unknown) =>
  typeof divisor === 'number' && divisor < 1 ? 'Slopes 1/8 to 1/3 are divisors 3 to 8' : undefined;

const formula = activation({
  name: 'rrelu',
  title: 'RReLU',
  className: 'RectifiedRReLU',
  paper: {
    title: 'Empirical Evaluation of Rectified Activations in Convolutional Network',
    authors: ['Xu', 'Wang', 'Chen', 'Li'],
    year: 2015,
    arxiv: '1505.00853',
  },
  options: {
    /** `l`, at least 1. Default 3 (arXiv 1505.00853, section 2.4; cxxnet's own default was 5). */
    lowerDivisor: { default: 3, min: 1, tex: 'l', remedy },
    /** `u`, finite, at least `l`. Default 8 (as above; cxxnet's own default was 10). */
    upperDivisor: { default: 8, min: 1, tex: 'u', remedy },
    /**
     * `divisor` (default): the divisor a is uniform in [l, u), the slope is 1/a. `slope`: the slope itself is
     * uniform in [1/u, 1/l), as in PyTorch, MXNet and Torch.
     */
    uniformIn: choice('divisor', 'slope'),
    /**
     * The inference slope. `mean` (default): one over the mean divisor, 2/(l+u), eq. 5 of the paper; the mean slope where
     * `uniformIn` is `slope`. `log-mean`: the mean of 1/a, ln(u/l)/(u-l), which cxxnet used from May to August 2015.
     */
    testDivisor: choice('mean', 'log-mean'),
  },
  foreignOptions,
  check: ({ lowerDivisor, upperDivisor, uniformIn, testDivisor }) => {
    if (lowerDivisor > upperDivisor)
      return {
        what: 'divisors of RReLU',
        expected: '1 <= lowerDivisor <= upperDivisor < Infinity',
        got: `${lowerDivisor} and ${upperDivisor}`,
      };
    if (testDivisor === 'log-mean' && uniformIn === 'slope')
      return {
        what: 'testDivisor "log-mean" of an RReLU whose slope is uniform',
        expected: '"mean": the mean slope (1/l + 1/u) / 2',
        got: '"log-mean", which is the mean slope only of a uniform divisor',
      };
    return undefined;
  },
  noise: { r: uniform },
  formula: ({ x, r, lowerDivisor: l, upperDivisor: u, uniformIn }) =>
    select(x, 0, x, mul(x, uniformIn === 'slope' ? lerp(div(1, u), div(1, l), r) : div(1, lerp(l, u, r)))),
  inference: ({ x, lowerDivisor: l, upperDivisor: u, uniformIn, testDivisor }) =>
    select(x, 0, x, mul(x, testSlopeOf(l, u, uniformIn, testDivisor))),
  variants: {
    'log-mean': { title: 'RReLU, test slope of the mean', config: { testDivisor: 'log-mean' } },
    slope: { title: 'RReLU, uniform slope (PyTorch)', config: { uniformIn: 'slope' } },
  },
});

/** The range, the seed, and the options of every tfjs layer (`name`, `inputShape`, ...). */
export interface RReLUConfig extends LayerConfig<typeof formula> {}

/** Where the negative side's random slope comes from, and what stands for it in inference. */
export type RReLURange = Pick<RReLUConfig, 'lowerDivisor' | 'upperDivisor' | 'uniformIn' | 'testDivisor'>;

/** The range, `training`, and in training `noise`. */
export type RReluOptions = Parameters<typeof rrelu>[1];

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
export const rrelu = opOf(formula);

/**
 * RReLU as a layer: {@link rrelu}, random where the model is called with `{ training: true }`. Saved models know it
 * as `RectifiedRReLU`.
 *
 * A training pass draws from `noise` and then counts `noise.step` on by one; inference leaves it alone. `noise` starts
 * as `{ seed, stream: 0, step: 0 }`: give every layer of a model a seed of its own, or set the streams
 * (`seedNoise` of `@rectified/random` does, Rectified's trainer calls it before every step).
 *
 * @example
 * model.add(new RReLU({ lowerDivisor: 3, upperDivisor: 8, seed: 1 }));
 */
export class RReLU extends layerOf(formula) {
  get range(): Required<RReLURange> {
    return this.options;
  }
}

/** RReLU as `rectified` and `@rectified/activations` know it. */
export const description = described(formula, RReLU);
