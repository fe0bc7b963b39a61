import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { myActivation } from './my-activation.js';

/** Nothing of its own: what every tfjs layer takes (`name`, `inputShape`, ...). */
export type MyActivationConfig = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;

/**
 * My activation as a layer: {@link myActivation}. Saved models know it as `RectifiedMyActivation`.
 *
 * @example
 * model.add(new MyActivation());
 */
export class MyActivation extends layers.Layer {
  static className = 'RectifiedMyActivation';

  constructor(config: MyActivationConfig = {}) {
    super(config);
    this.supportsMasking = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return myActivation(Array.isArray(inputs) ? inputs[0]! : inputs);
  }

  // TODO A setting of its own goes into the config's type, the constructor, `call` and `getConfig`; see LeakyReLU.
}
tf.serialization.registerClass(MyActivation);
