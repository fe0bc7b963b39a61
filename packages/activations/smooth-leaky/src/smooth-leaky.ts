import { activation, described, type LayerConfig, layerOf, opOf } from '@rectified/activation';
import { add, mul, sigmoid, sub } from '@rectified/expression';

const steepness = 'steepness is c / p: 5/3 for c = 5 and p = 3';

const formula = activation({
  name: 'smooth-leaky',
  title: 'Smooth-Leaky',
  className: 'RectifiedSmoothLeaky',
  paper: {
    title: 'Activation Function Design Sustains Plasticity in Continual Learning',
    authors: ['Lillo', 'Cheney'],
    year: 2025,
    arxiv: '2509.22562',
  },
  options: {
    /** `a`, from 0 to 1: the slope far below 0. Default 0.1. */
    slope: { default: 0.1, min: 0, max: 1, tex: 'a', aliases: ['alpha', 'a', 'number'] },
    /** `k` = c / p, above 0: how sharply it bends at 0. Default 5/3. */
    steepness: { default: 5 / 3, above: 0, tex: 'k' },
  },
  foreignOptions: { c: steepness, p: steepness },
  formula: ({ x, slope, steepness }) => mul(x, add(slope, mul(sub(1, slope), sigmoid(mul(steepness, x))))),
});

/** `slope` and `steepness`, and the options of every tfjs layer (`name`, `inputShape`, ...). */
export interface SmoothLeakyConfig extends LayerConfig<typeof formula> {}

/**
 * Smooth-Leaky, element by element: a leaky ReLU that bends where that has a kink.
 *
 *     y = x (a + (1 - a) s(k x)),  s(u) = 1 / (1 + e^-u)          dy/dx = a + (1 - a) s(k x) (1 + k x s(-k x))
 *
 * Lillo, Cheney: Activation Function Design Sustains Plasticity in Continual Learning (arXiv 2509.22562), equation 1, whose c / p is k.
 * Any shape; float32, other types are cast. The same in training and inference. At 0 the value is 0 and the gradient
 * (1 + a) / 2; infinities stay infinities; NaN stays NaN. The smallest gradient is not a but a - 0.0998 (1 - a), at k x = -2.3994.
 *
 * @example
 * smoothLeaky([-2, 0, 2]); // [-0.262001, 0, 1.937999]
 */
export const smoothLeaky = opOf(formula);

/**
 * Smooth-Leaky as a layer: {@link smoothLeaky}. Serialized as `RectifiedSmoothLeaky`.
 *
 * @example
 * model.add(new SmoothLeaky({ slope: 0.3 }));
 */
export class SmoothLeaky extends layerOf(formula) {}

/** Smooth-Leaky as `rectified` and `@rectified/activations` know it. */
export const description = described(formula, SmoothLeaky);
