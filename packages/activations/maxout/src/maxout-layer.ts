import type { Activation, ChangesChannels } from '@rectified/activation';
import { checkLayerOptions } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';
import { checkChannels, foreignOptions, type MaxoutOptions, maxout, piecesCheck } from './maxout.js';

type LayerArguments = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;

/** `pieces`, and the options of every tfjs layer (`name`, `inputShape`, ...). */
export interface MaxoutConfig extends MaxoutOptions, LayerArguments {}

/**
 * Maxout as a layer: {@link maxout}. It outputs 1/k of its input's channels. Serialized as `RectifiedMaxout`.
 *
 * @example
 * model.add(new Maxout({ pieces: 2 }));
 */
export class Maxout extends layers.Layer implements ChangesChannels {
  /** @nocollapse */
  static readonly className = 'RectifiedMaxout';
  readonly pieces: number;

  constructor(config: MaxoutConfig = {}) {
    super(checkLayerOptions('Maxout', config, { pieces: piecesCheck }, foreignOptions));
    this.pieces = config.pieces ?? 2;
  }

  inputChannels(outputChannels: number): number {
    return outputChannels * this.pieces;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return maxout(Array.isArray(inputs) ? inputs[0]! : inputs, { pieces: this.pieces });
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as Shape;
    const channels = shape.at(-1);
    if (typeof channels !== 'number') return shape;
    checkChannels(shape, this.pieces);
    return [...shape.slice(0, -1), channels / this.pieces];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), pieces: this.pieces };
  }
}
tf.serialization.registerClass(Maxout);

/** Maxout as `rectified` and `@rectified/activations` know it. */
export const description = {
  name: 'maxout',
  title: 'Maxout',
  paper: {
    title: 'Maxout Networks',
    authors: ['Goodfellow', 'Warde-Farley', 'Mirza', 'Courville', 'Bengio'],
    year: 2013,
    arxiv: '1302.4389',
  },
  layer: Maxout,
} satisfies Activation;
