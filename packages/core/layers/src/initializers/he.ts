import { normal } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import { fans } from './fans.js';
import { type Initializer, type SeedArgs, SeededInitializer } from './seeded-initializer.js';

/**
 * Initial weights that keep the variance of activations of a ReLU network from layer to layer.
 *
 *     N(0, sqrt(2 / (inputs * window)))
 *
 * He, Zhang, Ren, Sun: Delving deep into rectifiers (arXiv 1502.01852), equation 10. The same for every rectifier:
 * not corrected for its slope. tfjs's `heNormal` cuts the tails off at two deviations; this does not.
 *
 * @example
 * heFanIn({ seed: 1, stream: streamOf('conv1/kernel') });
 */
export function heFanIn(args: SeedArgs = {}): Initializer {
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

  protected draw(shape: readonly number[], size: number): Float32Array {
    return normal(size, this.key, { deviation: Math.sqrt(2 / fans(shape).fanIn) });
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
