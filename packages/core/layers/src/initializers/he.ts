import { finiteNumber, optional } from '@rectified/errors';
import { normal } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import { fans } from './fans.js';
import { type Initializer, type SeedArgs, SeededInitializer } from './seeded-initializer.js';

export interface HeArgs extends SeedArgs {
  /** The gain of the network's activation, as {@link gain} computes it. Default: ReLU's, sqrt(2), whatever the activation. */
  gain?: number;
}

/**
 * Initial weights that keep the variance of activations from layer to layer.
 *
 *     N(0, gain / sqrt(inputs * window))
 *
 * He, Zhang, Ren, Sun: Delving deep into rectifiers (arXiv 1502.01852), equations 10 and 15. tfjs's `heNormal` truncates
 * the tails at two deviations; this does not.
 *
 * @example
 * heFanIn({ seed: 1, stream: streamOf('conv1/kernel') });
 */
export function heFanIn(args: HeArgs = {}): Initializer {
  return new HeFanIn(args);
}

/**
 * Initial weights that keep the variance of gradients from layer to layer, using the backward gain of the activation.
 *
 *     N(0, gain / sqrt(outputs * window))
 *
 * Delving deep into rectifiers (arXiv 1502.01852), equations 14 and 15; by default cxxnet's `random_type = kaiming`
 * (src/layer/param.h:125-134), which for a dense layer is sqrt(2 / units).
 *
 * @example
 * heFanOut({ seed: 1, stream: streamOf('conv1/kernel') });
 */
export function heFanOut(args: HeArgs = {}): Initializer {
  return new HeFanOut(args);
}

abstract class He extends SeededInitializer {
  private readonly gain: number;

  constructor(args: HeArgs) {
    super(args, { gain: optional(finiteNumber({ above: 0 })) });
    const { gain = Math.SQRT2 } = args;
    this.gain = gain;
  }

  /** How many numbers are summed: into an output, or, backward, into an input. */
  protected abstract fan(shape: readonly number[]): number;

  protected draw(shape: readonly number[], size: number): Float32Array {
    return normal(size, this.key, { deviation: this.gain / Math.sqrt(this.fan(shape)) });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), gain: this.gain };
  }
}

class HeFanIn extends He {
  static readonly className = 'RectifiedHeFanIn';

  protected fan(shape: readonly number[]): number {
    return fans(shape).fanIn;
  }
}
tf.serialization.registerClass(HeFanIn);

class HeFanOut extends He {
  static readonly className = 'RectifiedHeFanOut';

  protected fan(shape: readonly number[]): number {
    const { outputs, window } = fans(shape);
    return outputs * window;
  }
}
tf.serialization.registerClass(HeFanOut);
