import { describesCall, type NegativeSlope, type Rectifying } from '@rectified/activation';
import { checkLayerOptions, InputError } from '@rectified/errors';
import { drawNoise, firstNoise, type NoiseKey, type Stochastic } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { foreignOptions, type RReLURange, rangeNames, rangeOf } from './range.js';
import { rrelu } from './rrelu.js';
import { testSlope } from './test-slope.js';

/** The range, the seed, and what every tfjs layer takes (`name`, `inputShape`, ...). */
export type RReLUConfig = RReLURange & {
  /** An integer from 0 to 2³² - 1. Without one the layer draws its own from `Math.random`. */
  seed?: number;
} & ConstructorParameters<typeof layers.Layer>[0];

/**
 * RReLU as a layer: {@link rrelu}, random where the model is called with `{ training: true }`. Saved models know it
 * as `RectifiedRReLU`.
 *
 * A training pass draws from `noise` and then counts `noise.step` on by one; inference leaves it alone. `noise` starts
 * as `{ seed, stream: 0, step: 0 }`: give every layer of a model a seed of its own, or set the streams
 * (`seedNoise` of `@rectified/random` does, Rectified's trainer calls it before every step).
 *
 * @example
 * model.add(new RReLU({ lowerDivisor: 3, upperDivisor: 8, seed: 1 }));
 */
export class RReLU extends layers.Layer implements Stochastic, Rectifying {
  static className = 'RectifiedRReLU';
  readonly range: Required<RReLURange>;
  readonly seed: number | undefined;
  noise: NoiseKey;

  constructor(config: RReLUConfig = {}) {
    super(checkLayerOptions('RReLU', config, [...rangeNames, 'seed'], foreignOptions));
    const { lowerDivisor, upperDivisor, uniformIn, testDivisor, seed } = config;
    this.range = rangeOf({ lowerDivisor, upperDivisor, uniformIn, testDivisor });
    if (seed !== undefined && seed >>> 0 !== seed)
      throw new InputError({
        what: 'seed of an RReLU',
        expected: 'an integer from 0 to 4294967295',
        got: String(seed),
      });
    this.seed = seed;
    this.noise = firstNoise(seed);
    this.supportsMasking = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs?: { training?: boolean }): tf.Tensor {
    const training = Boolean(kwargs?.training);
    const noise = training ? drawNoise(this) : undefined;
    return rrelu(Array.isArray(inputs) ? inputs[0]! : inputs, { ...this.range, training, noise });
  }

  rectifier({ training }: { readonly training: boolean }): NegativeSlope {
    if (!training) return { kind: 'fixed', slope: testSlope(this.range) };
    const { lowerDivisor, upperDivisor, uniformIn } = this.range;
    const noise = drawNoise(this);
    return uniformIn === 'slope'
      ? { kind: 'random', lower: 1 / upperDivisor, upper: 1 / lowerDivisor, noise }
      : { kind: 'divisor', lower: lowerDivisor, upper: upperDivisor, noise };
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.range, ...(this.seed !== undefined && { seed: this.seed }) };
  }
}
tf.serialization.registerClass(RReLU);
describesCall(RReLU);
