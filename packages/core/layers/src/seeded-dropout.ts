import { checkLayerOptions, optional, randomSeed, renamed } from '@rectified/errors';
import { drawNoise, firstNoise, type NoiseKey, type Stochastic } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { dropout, share } from './dropout.js';

type Layer = tfl.layers.Layer;
type LayerArgs = NonNullable<ConstructorParameters<typeof tfl.layers.Layer>[0]>;

export interface SeededDropoutArgs extends LayerArgs {
  /** Probability that an element is dropped, from 0 up to but not including 1. */
  rate: number;
  /** Without it, a seed is drawn from `Math.random` when the layer is created. */
  seed?: number;
}

/** PyTorch; a bare number. */
const foreignOptions = { p: renamed('rate'), probability: renamed('rate'), number: renamed('rate') };

/**
 * Dropout whose random choices can be reproduced: on any backend, after a resume, in another run.
 *
 *     training:  y = x / (1 - rate) with probability 1 - rate, else 0
 *     inference: y = x
 *
 * Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov (2014), scaled in training as cxxnet does
 * (src/layer/dropout_layer-inl.hpp:44-48). Any shape, with a choice per element. A dropped NaN or infinity gives
 * NaN. tfjs's `dropout` layer also takes a seed, but then drops the same elements in every call.
 *
 * A call in training draws from the `noise` passed with it, `{ training: true, noise }`, or else from {@link noise}, whose
 * step it then increments, as in `model.fit`. Two layers with the same seed draw the same numbers until `seedNoise` of
 * `@rectified/random` has given each its own stream.
 *
 * @example
 * new SeededDropout({ rate: 0.5, seed: 1 });
 */
export class SeededDropout extends tfl.layers.Layer implements Stochastic {
  /** @nocollapse */
  static readonly className = 'RectifiedSeededDropout';
  readonly rate: number;
  readonly seed?: number;
  noise: NoiseKey;

  constructor(args: SeededDropoutArgs) {
    super(
      checkLayerOptions('SeededDropout', args, { rate: share, seed: optional(randomSeed) }, foreignOptions),
    );
    const { rate, seed } = args;
    this.rate = rate;
    this.seed = seed;
    this.noise = firstNoise(seed);
    this.supportsMasking = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Parameters<Layer['call']>[1]): tf.Tensor {
    this.invokeCallHook(inputs, kwargs);
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    if (!kwargs.training || this.rate === 0) return x;
    return dropout(x, { rate: this.rate, noise: kwargs.noise ?? drawNoise(this) });
  }

  override computeOutputShape(inputShape: tfl.Shape): tfl.Shape {
    return inputShape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    const config: tf.serialization.ConfigDict = { ...super.getConfig(), rate: this.rate };
    if (this.seed !== undefined) config.seed = this.seed;
    return config;
  }
}
tf.serialization.registerClass(SeededDropout);
