import { activation, described, type LayerConfig, layerOf, opOf, uniform } from '@rectified/activation';
import { add, div, type Expression, lerp, mul, sigmoid, sub } from '@rectified/expression';

const steepness = 'steepness is c / p: 5/3 for c = 5 and p = 3';

const withSlope = (x: Expression, slope: Expression, steepness: Expression) =>
  mul(x, add(slope, mul(sub(1, slope), sigmoid(mul(steepness, x)))));

const formula = activation({
  name: 'randomized-smooth-leaky',
  title: 'Randomized Smooth-Leaky',
  className: 'RectifiedRandomizedSmoothLeaky',
  paper: {
    title: 'Activation Function Design Sustains Plasticity in Continual Learning',
    authors: ['Lillo', 'Cheney'],
    year: 2025,
    arxiv: '2509.22562',
  },
  options: {
    /** `l`, from 0 to 1. Default 0.125. */
    lowerSlope: { default: 0.125, min: 0, max: 1, tex: 'l', aliases: ['lower', 'l'] },
    /** `u`, from `l` to 1. Default 0.333, not 1/3. */
    upperSlope: { default: 0.333, min: 0, max: 1, tex: 'u', aliases: ['upper', 'u'] },
    /** `k` = c / p, above 0: how sharply it bends at 0. Default 5/3. */
    steepness: { default: 5 / 3, above: 0, tex: 'k' },
  },
  foreignOptions: {
    ...{ c: steepness, p: steepness },
    boolean: (training) => `training: ${training}`,
  },
  check: ({ lowerSlope, upperSlope }) =>
    lowerSlope > upperSlope
      ? {
          what: 'slopes of Randomized Smooth-Leaky',
          expected: '0 <= lowerSlope <= upperSlope <= 1',
          got: `${lowerSlope} and ${upperSlope}`,
        }
      : undefined,
  noise: { r: uniform },
  formula: ({ x, r, lowerSlope, upperSlope, steepness }) =>
    withSlope(x, lerp(lowerSlope, upperSlope, r), steepness),
  inference: ({ x, lowerSlope, upperSlope, steepness }) =>
    withSlope(x, div(add(lowerSlope, upperSlope), 2), steepness),
});

/** Slopes and steepness, a seed, and the options of every tfjs layer (`name`, `inputShape`, ...). */
export interface RandomizedSmoothLeakyConfig extends LayerConfig<typeof formula> {}

/**
 * Randomized Smooth-Leaky: Smooth-Leaky with a new random slope for every element in every training pass.
 *
 *     training     y = x (r + (1 - r) s(k x)),  r ~ U(l, u) for every element,  s(v) = 1 / (1 + e^-v)
 *     inference    the same with r = (l + u) / 2, which is the mean of training, since y is linear in r
 *
 * Lillo, Cheney: Activation Function Design Sustains Plasticity in Continual Learning (arXiv 2509.22562), equation 2. Any shape; float32,
 * other types are cast. At 0 the value is 0 and the gradient (1 + r) / 2; infinities stay infinities; NaN stays NaN. The
 * backward pass draws the slopes again from `noise` instead of storing them.
 *
 * @example
 * randomizedSmoothLeaky([-2, 0, 2], { training: false }); // [-0.511114, 0, 1.946886]
 */
export const randomizedSmoothLeaky = opOf(formula);

/**
 * Randomized Smooth-Leaky as a layer, random when the model is called with `{ training: true }`:
 * {@link randomizedSmoothLeaky}. Serialized as `RectifiedRandomizedSmoothLeaky`. Its `noise` works as in every random
 * layer: see `RReLU` of `@rectified/rrelu`.
 *
 * @example
 * model.add(new RandomizedSmoothLeaky({ seed: 1 }));
 */
export class RandomizedSmoothLeaky extends layerOf(formula) {}

/** Randomized Smooth-Leaky as `rectified` and `@rectified/activations` know it. */
export const description = described(formula, RandomizedSmoothLeaky);
