import { activation, cos, described, type LayerConfig, layerOf, mul, opOf } from '@rectified/activation';

const formula = activation({
  name: 'gcu',
  title: 'GCU',
  className: 'RectifiedGCU',
  paper: {
    title:
      'Growing Cosine Unit: A Novel Oscillatory Activation Function That Can Speedup Training and Reduce Parameters in Convolutional Neural Networks',
    authors: ['Noel', 'Arunkumar', 'Trivedi', 'Dutta'],
    year: 2021,
    arxiv: '2108.12943',
  },
  formula: ({ x }) => mul(x, cos(x)),
});

/** No options of its own, only those of every tfjs layer (`name`, `inputShape`, ...). */
export interface GCUConfig extends LayerConfig<typeof formula> {}

/**
 * The growing cosine unit, element by element.
 *
 *     y = x cos(x)          dy/dx = cos(x) - x sin(x)
 *
 * Noel, Arunkumar, Trivedi, Dutta: Growing Cosine Unit (arXiv 2108.12943). An odd function that oscillates around 0 with
 * growing amplitude: one neuron can separate what takes two rectifiers. Any shape; float32, other types are cast. The same
 * in training and inference. At 0 the value is 0 and the gradient 1; at infinities there is no limit, so they give NaN; NaN stays NaN.
 *
 * @example
 * gcu([-1, 0, 1]); // [-0.540302, 0, 0.540302]
 */
export const gcu = opOf(formula);

/**
 * GCU as a layer: {@link gcu}. Serialized as `RectifiedGCU`.
 *
 * @example
 * model.add(new GCU());
 */
export class GCU extends layerOf(formula) {}

/** GCU as `rectified` and `@rectified/activations` know it. */
export const description = described(formula, GCU);
