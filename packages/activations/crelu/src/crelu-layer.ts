import type { Activation, ChangesChannels } from '@rectified/activation';
import { checkLayerOptions } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';
import { crelu } from './crelu.js';

/** No options of its own, only those of every tfjs layer (`name`, `inputShape`, ...). */
export type CReLUConfig = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;

/** tf.nn.crelu. */
const foreignOptions = { axis: 'Channels are the last axis', features: 'The layer is applied to them' };

/**
 * CReLU as a layer: {@link crelu}, with twice as many channels as its input. Serialized as `RectifiedCReLU`.
 *
 * @example
 * model.add(new CReLU());
 */
export class CReLU extends layers.Layer implements ChangesChannels {
  /** @nocollapse */
  static readonly className = 'RectifiedCReLU';

  constructor(config: CReLUConfig = {}) {
    super(checkLayerOptions('CReLU', config, [], foreignOptions));
  }

  inputChannels(outputChannels: number): number {
    return outputChannels / 2;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return crelu(Array.isArray(inputs) ? inputs[0]! : inputs);
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as Shape;
    return shape.map((size, i) => (i === shape.length - 1 && size !== null ? 2 * size : size));
  }
}
tf.serialization.registerClass(CReLU);

/** CReLU as `rectified` and `@rectified/activations` know it. */
export const description = {
  name: 'crelu',
  title: 'CReLU',
  paper: {
    title:
      'Understanding and Improving Convolutional Neural Networks via Concatenated Rectified Linear Units',
    authors: ['Shang', 'Sohn', 'Almeida', 'Lee'],
    year: 2016,
    arxiv: '1603.05201',
  },
  layer: CReLU,
} satisfies Activation;
