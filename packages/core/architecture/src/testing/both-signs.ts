import type { ChangesChannels } from '@rectified/activation';
import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';

/**
 * The smallest activation that changes the number of channels: x and -x, concatenated and rectified.
 *
 * @example
 * myNetwork({ classes: 10, activation: () => new BothSigns() });
 */
export class BothSigns extends layers.Layer implements ChangesChannels {
  /** @nocollapse */
  static readonly className = 'TestBothSigns';

  constructor(config: NonNullable<ConstructorParameters<typeof layers.Layer>[0]> = {}) {
    super(config);
  }

  inputChannels(outputChannels: number): number {
    return outputChannels / 2;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    return tf.tidy(() => tf.relu(tf.concat([x, tf.neg(x)], -1)));
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const shape = inputShape as Shape;
    return [...shape.slice(0, -1), 2 * shape.at(-1)!];
  }
}
tf.serialization.registerClass(BothSigns);
