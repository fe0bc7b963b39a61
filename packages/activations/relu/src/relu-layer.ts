import { describesCall, type NegativeSlope, type Rectifying } from '@rectified/activation';
import { checkLayerOptions } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { relu } from './relu.js';

/** Nothing of its own: what every tfjs layer takes (`name`, `inputShape`, ...). */
export type ReLUConfig = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;

const leaky = 'A slope is what @rectified/leaky-relu has';
const capped = 'tf.layers.reLU({ maxValue }) has a largest value';
const threshold = 'tf.layers.thresholdedReLU({ theta }) has a threshold';

/** tfjs and Keras. */
const foreignOptions = {
  maxValue: capped,
  max_value: capped,
  negativeSlope: leaky,
  negative_slope: leaky,
  alpha: leaky,
  number: leaky,
  threshold,
  theta: threshold,
};

/**
 * ReLU as a layer: {@link relu}. Saved models know it as `RectifiedReLU`.
 *
 * @example
 * model.add(new ReLU());
 */
export class ReLU extends layers.Layer implements Rectifying {
  static className = 'RectifiedReLU';

  constructor(config: ReLUConfig = {}) {
    super(checkLayerOptions('ReLU', config, [], foreignOptions));
    this.supportsMasking = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return relu(Array.isArray(inputs) ? inputs[0]! : inputs);
  }

  rectifier(): NegativeSlope {
    return { kind: 'fixed', slope: 0 };
  }
}
tf.serialization.registerClass(ReLU);
describesCall(ReLU);
