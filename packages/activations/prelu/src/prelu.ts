import { activation, choice, described, type LayerConfig, layerOf, opOf } from '@rectified/activation';
import { div, mul, select } from '@rectified/expression';
import type * as tf from '@tensorflow/tfjs-core';

/** A value above 1 is a divisor. */
const initialSlope = (slope: unknown) =>
  typeof slope === 'number' && slope > 0 ? `initialSlope: ${slope > 1 ? 1 / slope : slope}` : undefined;
const initializer = 'All slopes start at the number initialSlope';
const channels = 'There is one slope per channel (last axis): leave it out';
const clipped = 'The slope is clipped to [0, 1], and the trainer does not decay it: leave it out';

const formula = activation({
  name: 'prelu',
  title: 'PReLU',
  className: 'RectifiedPReLU',
  paper: {
    title: 'Delving Deep into Rectifiers: Surpassing Human-Level Performance on ImageNet Classification',
    authors: ['He', 'Zhang', 'Ren', 'Sun'],
    year: 2015,
    arxiv: '1502.01852',
  },
  options: {
    /** In (0, 1]. Default 0.25 (He et al.; cxxnet). */
    initialSlope: { default: 0.25, above: 0, max: 1 },
    /**
     * `slope` (default): y = s x, as cxxnet computed it. `divisor`: y = x/a, as arXiv 1505.00853 writes it; a starts
     * at `1 / initialSlope` and is clipped to at least 1 in the same way; its gradient is da = sum of -x/a^2 dy.
     * `shared-slope`: one slope for all channels, of any size and sign, as in arXiv 2409.10821.
     */
    learned: choice('slope', 'divisor', 'shared-slope'),
  },
  // tfjs and Keras, PyTorch, cxxnet; a bare number.
  foreignOptions: {
    ...{ alpha: initialSlope, a: initialSlope, init: initialSlope, init_slope: initialSlope },
    ...{
      number: initialSlope,
      alphaInitializer: initializer,
      alpha_initializer: initializer,
      weight: initializer,
    },
    ...{ sharedAxes: channels, shared_axes: channels, num_parameters: channels, numParameters: channels },
    ...{ alphaRegularizer: clipped, alphaConstraint: clipped, divisor: initialSlope },
  },
  // The rates of a bias, as in all configurations of cxxnet's authors (`prelu_layer-inl.hpp:61-63`).
  parameters: {
    slope: {
      initial: (config) => config.initialSlope,
      only: (config) => config.learned === 'slope',
      ...{ clip: [0, 1], rateFactor: 2, decayFactor: 0, tex: 's' },
    },
    divisor: {
      initial: (config) => 1 / config.initialSlope,
      only: (config) => config.learned === 'divisor',
      ...{ clip: [1, Number.POSITIVE_INFINITY], rateFactor: 2, decayFactor: 0, tex: 'a' },
    },
    sharedSlope: {
      initial: (config) => config.initialSlope,
      only: (config) => config.learned === 'shared-slope',
      ...{ per: 'layer', rateFactor: 2, decayFactor: 0, tex: 's' },
    },
  },
  formula: ({ x, slope, divisor, sharedSlope, learned }) => {
    if (learned === 'divisor') return select(x, 0, x, mul(x, div(1, divisor)));
    return select(x, 0, x, mul(x, learned === 'slope' ? slope : sharedSlope));
  },
  variants: {
    divisor: { title: 'PReLU, learned divisor', config: { learned: 'divisor' } },
    shared: { title: 'PReLU, one slope of any sign', config: { learned: 'shared-slope' } },
  },
});

/** What is learned, and the options of every tfjs layer (`name`, `inputShape`, ...). */
export interface PReLUConfig extends LayerConfig<typeof formula> {}

const op = opOf(formula);

/**
 * Parametric ReLU, element by element: a learned slope `s` on the negative side, clipped to [0, 1].
 *
 *     y = x  for x > 0,  clip(s) x otherwise          dy/dx = 1 for x > 0, clip(s) otherwise
 *     ds = sum of min(x, 0) dy over the elements that share the slope
 *
 * He, Zhang, Ren, Sun: Delving Deep into Rectifiers (arXiv 1502.01852), eq. 1 and 2, as cxxnet computed it for
 * arXiv 1505.00853: the slope is clipped in the forward pass, but its gradient ignores the clip, so a
 * slope outside can come back. `slope` has any shape that broadcasts to x's: one per channel (`[channels]`) or one for
 * all (`[]`). float32, other types are cast. The same in training and inference. At 0 the value is 0 and the
 * gradient the slope; NaN stays NaN; infinities stay infinities (-Infinity with a slope of 0 gives NaN).
 *
 * tfjs's `tf.prelu` does not clip, and turns Infinity into NaN on tfjs-node.
 *
 * @example
 * prelu([[-2, -2]], [0.25, 0.5]); // [[-0.5, -1]]
 */
export function prelu<T extends tf.Tensor>(
  x: T | tf.TensorLike,
  slope: tf.Tensor | tf.TensorLike,
  ...others: []
): T {
  return op(x, { slope }, ...others);
}

/**
 * Parametric ReLU as a layer, with one slope per channel (last axis): {@link prelu}. Serialized as
 * `RectifiedPReLU`.
 *
 * Its only weight is called `slope` (or `divisor`, or `sharedSlope`, which is a single number and is not clipped). cxxnet treated it like a bias: no weight decay, and
 * twice the kernels' learning rate. The trainer applies this, as declared by `parameterUpdates`.
 *
 * @example
 * model.add(new PReLU({ initialSlope: 0.25 }));
 */
export class PReLU extends layerOf(formula) {}

/** PReLU as `rectified` and `@rectified/activations` know it. */
export const description = described(formula, PReLU);
