import { activation, described, type LayerConfig, layerOf, opOf } from '@rectified/activation';
import { add, div, mul, neg, select, square } from '@rectified/expression';

const formula = activation({
  name: 'smelu',
  title: 'SmeLU',
  className: 'RectifiedSmeLU',
  paper: {
    title: 'Smooth Activations and Reproducibility in Deep Networks',
    authors: ['Shamir', 'Lin', 'Coviello'],
    year: 2020,
    arxiv: '2010.09931',
  },
  options: {
    /** `b`, at least 0: it bends from -b to b. Default 1; 0 is ReLU. */
    // Aliases: the paper's letter and that of its ports; a bare number.
    halfWidth: { default: 1, min: 0, tex: 'b', aliases: ['beta', 'b', 'number'] },
  },
  // By branches: as a sum of clipped terms its derivative would be 0 at b, and x would be rounded beyond it.
  formula: ({ x, halfWidth: b }) => select(x, b, x, select(x, neg(b), div(square(add(x, b)), mul(4, b)), 0)),
});

/** `halfWidth`, and the options of every tfjs layer (`name`, `inputShape`, ...). */
export interface SmeLUConfig extends LayerConfig<typeof formula> {}

/**
 * The smooth rectified linear unit, element by element: ReLU with a parabola where its kink is.
 *
 *     y = 0  for x <= -b,  (x + b)^2 / (4 b)  between,  x  for x >= b          dy/dx = 0, (x + b) / (2 b), 1
 *
 * Shamir, Lin, Coviello: Smooth Activations and Reproducibility in Deep Networks (arXiv 2010.09931), equation 7. Its derivative
 * is continuous. Any shape; float32, other types are cast. The same in training and inference. At 0 the value is b/4
 * and the gradient 1/2; -Infinity gives 0; NaN stays NaN. With b = 0 it is ReLU.
 *
 * @example
 * smelu([-1, 0, 0.5, 2]); // [0, 0.25, 0.5625, 2]
 */
export const smelu = opOf(formula);

/**
 * SmeLU as a layer: {@link smelu}. Serialized as `RectifiedSmeLU`.
 *
 * @example
 * model.add(new SmeLU({ halfWidth: 0.5 }));
 */
export class SmeLU extends layerOf(formula) {}

/** SmeLU as `rectified` and `@rectified/activations` know it. */
export const description = described(formula, SmeLU);
