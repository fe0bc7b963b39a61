import { activation, described, type LayerConfig, layerOf, opOf } from '@rectified/activation';
import { expm1, mul, select } from '@rectified/expression';
import { alpha, scale } from './constants.js';

const fixed = 'The two constants are what makes it normalize; @rectified/elu has a scale';

const formula = activation({
  name: 'selu',
  title: 'SELU',
  className: 'RectifiedSELU',
  paper: {
    title: 'Self-Normalizing Neural Networks',
    authors: ['Klambauer', 'Unterthiner', 'Mayr', 'Hochreiter'],
    year: 2017,
    arxiv: '1706.02515',
  },
  foreignOptions: { alpha: fixed, scale: fixed, number: fixed },
  formula: ({ x }) => select(x, 0, mul(scale, x), mul(scale * alpha, expm1(x))),
});

/** No options of its own, only those of every tfjs layer (`name`, `inputShape`, ...). */
export interface SELUConfig extends LayerConfig<typeof formula> {}

/**
 * The scaled exponential linear unit, element by element.
 *
 *     y = L x  for x > 0,  L A (e^x - 1) otherwise          dy/dx = L for x > 0, L A e^x otherwise
 *     L = 1.0507009873554805,  A = 1.6732632423543772
 *
 * Klambauer, Unterthiner, Mayr, Hochreiter: Self-Normalizing Neural Networks (arXiv 1706.02515), equation 2. Of normally
 * distributed inputs with mean 0 and variance 1 it makes outputs with mean 0 and variance 1. Any shape; float32, other types are
 * cast. The same in training and inference. At 0 the value is 0 and the gradient L A; -Infinity gives -L A; NaN stays NaN.
 *
 * @example
 * selu([-1, 0, 2]); // [-1.111331, 0, 2.101402]
 */
export const selu = opOf(formula);

/**
 * SELU as a layer: {@link selu}. Serialized as `RectifiedSELU`.
 *
 * @example
 * model.add(new SELU());
 */
export class SELU extends layerOf(formula) {}

/** SELU as `rectified` and `@rectified/activations` know it. */
export const description = described(formula, SELU);
