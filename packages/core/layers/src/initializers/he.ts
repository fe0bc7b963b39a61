import { finiteNumber, optional } from '@rectified/errors';
import { normal } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import { fans } from './fans.js';
import { type Initializer, type SeedArgs, SeededInitializer } from './seeded-initializer.js';

export interface HeFanInArgs extends SeedArgs {
  /** The gain of the network's activation, as {@link gain} computes it. Default: ReLU's, sqrt(2), whatever the activation. */
  gain?: number;
}

/**
 * Initial weights that keep the variance of activations from layer to layer.
 *
 *     N(0, gain / sqrt(inputs * window))
 *
 * He, Zhang, Ren, Sun: Delving deep into rectifiers (arXiv 1502.01852), equations 10 and 15. tfjs's `heNormal` cuts the
 * tails off at two deviations; this does not.
 *
 * @example
 * heFanIn({ seed: 1, stream: streamOf('conv1/kernel') });
 */
export function heFanIn(args: HeFanInArgs = {}): Initializer {
  return new HeFanIn(args);
}

/**
 * Initial weights that keep the variance of gradients of a ReLU network from layer to layer.
 *
 *     N(0, sqrt(2 / (outputs * window)))
 *
 * Delving deep into rectifiers (arXiv 1502.01852), equation 14; cxxnet's `random_type = kaiming`
 * (src/layer/param.h:125-134), which for a dense layer is sqrt(2 / units).
 *
 * @example
 * heFanOut({ seed: 1, stream: streamOf('conv1/kernel') });
 */
export function heFanOut(args: SeedArgs = {}): Initializer {
  return new HeFanOut(args);
}

class HeFanIn extends SeededInitializer {
  static readonly className = 'RectifiedHeFanIn';
  private readonly gain: number;

  constructor(args: HeFanInArgs) {
    super(args, { gain: optional(finiteNumber({ above: 0 })) });
    const { gain = Math.SQRT2 } = args;
    this.gain = gain;
  }

  protected draw(shape: readonly number[], size: number): Float32Array {
    return normal(size, this.key, { deviation: this.gain / Math.sqrt(fans(shape).fanIn) });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), gain: this.gain };
  }
}
tf.serialization.registerClass(HeFanIn);

class HeFanOut extends SeededInitializer {
  static readonly className = 'RectifiedHeFanOut';

  protected draw(shape: readonly number[], size: number): Float32Array {
    const { outputs, window } = fans(shape);
    return normal(size, this.key, { deviation: Math.sqrt(2 / (outputs * window)) });
  }
}
tf.serialization.registerClass(HeFanOut);
