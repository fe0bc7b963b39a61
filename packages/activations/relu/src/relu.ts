import { activation, described, type LayerConfig, layerOf, max, opOf } from '@rectified/activation';

const leaky = 'A slope is what @rectified/leaky-relu has';
const capped = 'tf.layers.reLU({ maxValue }) has a largest value';
const threshold = 'tf.layers.thresholdedReLU({ theta }) has a threshold';

const formula = activation({
  name: 'relu',
  title: 'ReLU',
  className: 'RectifiedReLU',
  paper: {
    title: 'Rectified Linear Units Improve Restricted Boltzmann Machines',
    authors: ['Nair', 'Hinton'],
    year: 2010,
  },
  // tfjs and Keras.
  foreignOptions: {
    ...{ maxValue: capped, max_value: capped, threshold, theta: threshold },
    ...{ negativeSlope: leaky, negative_slope: leaky, alpha: leaky },
    // relu(x, 6) elsewhere; up to 1 it is a slope.
    number: (value) => (Number(value) > 1 ? `maxValue: ${value}. ${capped}` : `a slope. ${leaky}`),
  },
  formula: ({ x }) => max(x, 0),
});

/** No options of its own, only those of every tfjs layer (`name`, `inputShape`, ...). */
export interface ReLUConfig extends LayerConfig<typeof formula> {}

/**
 * The rectified linear unit, element by element.
 *
 *     y = x  for x > 0,  0 otherwise          dy/dx = 1 for x > 0, 0 otherwise
 *
 * Nair, Hinton: Rectified Linear Units Improve Restricted Boltzmann Machines (2010); eq. 1 of arXiv 1505.00853.
 * Any shape; float32, other types are cast. The same in training and inference. At 0 the value and the gradient
 * are 0 (as in cxxnet); NaN stays NaN; Infinity stays, -Infinity gives 0.
 *
 * Value and gradient are those of `tf.relu`, but on tfjs-node the gradient takes one pass over memory instead of about eight.
 *
 * @example
 * relu([-2, 0, 3]); // [0, 0, 3]
 */
export const relu = opOf(formula);

/**
 * ReLU as a layer: {@link relu}. Serialized as `RectifiedReLU`.
 *
 * @example
 * model.add(new ReLU());
 */
export class ReLU extends layerOf(formula) {}

/** ReLU as `rectified` and `@rectified/activations` know it. */
export const description = described(formula, ReLU);
