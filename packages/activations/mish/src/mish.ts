import { activation, described, type LayerConfig, layerOf, opOf } from '@rectified/activation';
import { mul, softplus, tanh } from '@rectified/expression';

const formula = activation({
  name: 'mish',
  title: 'Mish',
  className: 'RectifiedMish',
  paper: {
    title: 'Mish: A Self Regularized Non-Monotonic Activation Function',
    authors: ['Misra'],
    year: 2019,
    arxiv: '1908.08681',
  },
  formula: ({ x }) => mul(x, tanh(softplus(x))),
});

/** No options of its own, only those of every tfjs layer (`name`, `inputShape`, ...). */
export interface MishConfig extends LayerConfig<typeof formula> {}

/**
 * Mish, element by element.
 *
 *     y = x t,  t = tanh(ln(1 + e^x))          dy/dx = t + x s(x) (1 - t^2),  s(x) = 1 / (1 + e^-x)
 *
 * Misra: Mish: A Self Regularized Non-Monotonic Activation Function (arXiv 1908.08681). It is computed from e^-|x| alone, without
 * overflow. Any shape; float32, other types are cast. The same in training and inference. At 0 the value is 0 and the
 * gradient 0.6; -Infinity gives 0, its limit; NaN stays NaN.
 *
 * @example
 * mish([-1, 0, 1]); // [-0.303401, 0, 0.865098]
 */
export const mish = opOf(formula);

/**
 * Mish as a layer: {@link mish}. Serialized as `RectifiedMish`.
 *
 * @example
 * model.add(new Mish());
 */
export class Mish extends layerOf(formula) {}

/** Mish as `rectified` and `@rectified/activations` know it. */
export const description = described(formula, Mish);
