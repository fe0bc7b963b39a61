import { activation, clip, described, type LayerConfig, layerOf, opOf } from '@rectified/activation';

const six = 'Its largest value is 6; tf.layers.reLU({ maxValue }) has another';

const formula = activation({
  name: 'relu6',
  title: 'ReLU6',
  className: 'RectifiedReLU6',
  paper: { title: 'Convolutional Deep Belief Networks on CIFAR-10', authors: ['Krizhevsky'], year: 2010 },
  foreignOptions: { maxValue: six, max_value: six, number: six },
  formula: ({ x }) => clip(x, 0, 6),
});

/** No options of its own, only those of every tfjs layer (`name`, `inputShape`, ...). */
export interface ReLU6Config extends LayerConfig<typeof formula> {}

/**
 * A rectified linear unit capped at 6, element by element.
 *
 *     y = min(max(x, 0), 6)          dy/dx = 1 for 0 < x < 6, 0 otherwise
 *
 * Krizhevsky: Convolutional Deep Belief Networks on CIFAR-10 (2010). Any shape; float32, other types are cast. The same in
 * training and inference. At 0 and at 6 the gradient is 0, as in PyTorch; Infinity gives 6; NaN stays NaN.
 *
 * @example
 * relu6([-1, 2, 9]); // [0, 2, 6]
 */
export const relu6 = opOf(formula);

/**
 * ReLU6 as a layer: {@link relu6}. Serialized as `RectifiedReLU6`.
 *
 * @example
 * model.add(new ReLU6());
 */
export class ReLU6 extends layerOf(formula) {}

/** ReLU6 as `rectified` and `@rectified/activations` know it. */
export const description = described(formula, ReLU6);
