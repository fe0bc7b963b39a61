import { activation, described, type LayerConfig, layerOf, opOf } from '@rectified/activation';
import { max, neg, select } from '@rectified/expression';

const threshold = (value: unknown) =>
  typeof value === 'number' ? `gradientThreshold: ${Math.abs(value)}` : undefined;

const formula = activation({
  name: 'helu',
  title: 'HeLU',
  className: 'RectifiedHeLU',
  paper: {
    title: 'Hysteresis Activation Function for Efficient Inference',
    authors: ['Kimhi', 'Kashani', 'Mendelson', 'Baskin'],
    year: 2024,
    arxiv: '2411.10573',
  },
  options: {
    /** `a`, at least 0: the gradient passes down to -a. Default 0.05; 0 is ReLU. */
    gradientThreshold: { default: 0.05, min: 0, tex: 'a' },
  },
  foreignOptions: { alpha: threshold, a: threshold, threshold, number: threshold },
  formula: ({ x }) => max(x, 0),
  derivative: ({ x, gradientThreshold }) => select(x, neg(gradientThreshold), 1, 0),
});

/** `gradientThreshold`, and the options of every tfjs layer (`name`, `inputShape`, ...). */
export interface HeLUConfig extends LayerConfig<typeof formula> {}

/**
 * The hysteresis rectified linear unit, element by element: a ReLU whose gradient also reaches units slightly below 0.
 *
 *     y = max(x, 0)          dy/dx := 1 for x > -a, 0 otherwise
 *
 * Kimhi, Kashani, Mendelson, Baskin: Hysteresis Activation Function for Efficient Inference (arXiv 2411.10573). Between -a and 0 the
 * gradient is deliberately not that of the value. There is no state, despite the name. Any shape; float32, other types are
 * cast. In inference it is ReLU. At 0 the value is 0 and the gradient 1; at -a the gradient is 0; -Infinity gives 0; NaN stays NaN.
 *
 * @example
 * helu([-1, 0, 2]); // [0, 0, 2]
 */
export const helu = opOf(formula);

/**
 * HeLU as a layer: {@link helu}. Serialized as `RectifiedHeLU`.
 *
 * @example
 * model.add(new HeLU({ gradientThreshold: 0.001 }));
 */
export class HeLU extends layerOf(formula) {}

/** HeLU as `rectified` and `@rectified/activations` know it. */
export const description = described(formula, HeLU);
