import { uniform } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import { fans } from './fans.js';
import { type Initializer, type SeedArgs, SeededInitializer } from './seeded-initializer.js';

/**
 * Initial weights as cxxnet's `random_type = xavier` draws them.
 *
 *     U(-a, a), a = sqrt(3 / (inputs * window + outputs))
 *
 * cxxnet, src/layer/param.h:120-124 with src/layer/convolution_layer-inl.hpp:30-33. It differs from Glorot and
 * Bengio's (tfjs: `glorotUniform`) in two ways: outputs are not multiplied by the window, and the variance is half
 * as large (3 instead of 6).
 *
 * @example
 * xavier({ seed: 1, stream: streamOf('conv1/kernel') });
 */
export function xavier(args: SeedArgs = {}): Initializer {
  return new Xavier(args);
}

class Xavier extends SeededInitializer {
  static readonly className = 'RectifiedXavier';

  protected draw(shape: readonly number[], size: number): Float32Array {
    const { fanIn, outputs } = fans(shape);
    const bound = Math.sqrt(3 / (fanIn + outputs));
    return uniform(size, this.key).map((u) => bound * (2 * u - 1));
  }
}
tf.serialization.registerClass(Xavier);
