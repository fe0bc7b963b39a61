import { describesCall, type NegativeSlope, type Rectifying } from '@rectified/activation';
import { checkLayerOptions } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { checkDivisor, foreignOptions, type LeakyReluOptions, leakyRelu } from './leaky-relu.js';

/** `divisor`, and what every tfjs layer takes (`name`, `inputShape`, ...). */
export type LeakyReLUConfig = LeakyReluOptions & ConstructorParameters<typeof layers.Layer>[0];

/**
 * Leaky ReLU as a layer: {@link leakyRelu}. Saved models know it as `RectifiedLeakyReLU`.
 *
 * @example
 * model.add(new LeakyReLU({ divisor: 100 }));
 */
export class LeakyReLU extends layers.Layer implements Rectifying {
  static className = 'RectifiedLeakyReLU';
  readonly divisor: number;

  constructor(config: LeakyReLUConfig = {}) {
    super(checkLayerOptions('LeakyReLU', config, ['divisor'], foreignOptions));
    const { divisor = 5.5 } = config;
    this.divisor = checkDivisor(divisor);
    this.supportsMasking = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return leakyRelu(Array.isArray(inputs) ? inputs[0]! : inputs, { divisor: this.divisor });
  }

  rectifier(): NegativeSlope {
    return { kind: 'fixed', slope: 1 / this.divisor };
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), divisor: this.divisor };
  }
}
tf.serialization.registerClass(LeakyReLU);
describesCall(LeakyReLU);
