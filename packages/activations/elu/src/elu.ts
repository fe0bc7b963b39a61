import { activation, described, type LayerConfig, layerOf, opOf } from '@rectified/activation';
import { expm1, mul, select } from '@rectified/expression';

const formula = activation({
  name: 'elu',
  title: 'ELU',
  className: 'RectifiedELU',
  paper: {
    title: 'Fast and Accurate Deep Network Learning by Exponential Linear Units (ELUs)',
    authors: ['Clevert', 'Unterthiner', 'Hochreiter'],
    year: 2015,
    arxiv: '1511.07289',
  },
  options: {
    /** The limit far below 0, with its sign flipped; at least 0. Default 1, which gives no kink. */
    // Aliases: PyTorch, Keras and tfjs; a bare number.
    negativeScale: { default: 1, min: 0, tex: 'a', aliases: ['alpha', 'a', 'number'] },
  },
  formula: ({ x, negativeScale }) => select(x, 0, x, mul(negativeScale, expm1(x))),
});

/** `negativeScale`, and the options of every tfjs layer (`name`, `inputShape`, ...). */
export interface ELUConfig extends LayerConfig<typeof formula> {}

/**
 * The exponential linear unit, element by element.
 *
 *     y = x  for x > 0,  a (e^x - 1) otherwise          dy/dx = 1 for x > 0, a e^x otherwise
 *
 * Clevert, Unterthiner, Hochreiter (arXiv 1511.07289), equation 16. Any shape; float32, other types are cast. The same in
 * training and inference. At 0 the value is 0 and the gradient a, as in PyTorch; -Infinity gives -a; NaN stays NaN.
 *
 * @example
 * elu([-1, 0, 2]); // [-0.632121, 0, 2]
 */
export const elu = opOf(formula);

/**
 * ELU as a layer: {@link elu}. Serialized as `RectifiedELU`.
 *
 * @example
 * model.add(new ELU());
 */
export class ELU extends layerOf(formula) {}

/** ELU as `rectified` and `@rectified/activations` know it. */
export const description = described(formula, ELU);
