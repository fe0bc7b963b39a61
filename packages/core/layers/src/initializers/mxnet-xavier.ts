import { uniform } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import { fans } from './fans.js';
import { type Initializer, type SeedArgs, SeededInitializer } from './seeded-initializer.js';

/**
 * Initial weights as `Xavier()` of MXNet drew them in September 2015.
 *
 *     U(-a, a), a = sqrt(6 / (inputs + outputs))
 *
 * MXNet 3faa4834cd, python/mxnet/initializer.py, class Xavier, which ignores the window of a convolution: a 3 x 3 kernel
 * starts with nine times the variance of Glorot and Bengio's (tfjs: `glorotUniform`). The batch normalization
 * that follows removes the factor again.
 *
 * @example
 * mxnetXavier({ seed: 1, stream: streamOf('3a/1x1/conv/kernel') });
 */
export function mxnetXavier(args: SeedArgs = {}): Initializer {
  return new MxnetXavier(args);
}

class MxnetXavier extends SeededInitializer {
  static readonly className = 'RectifiedMxnetXavier';

  protected draw(shape: readonly number[], size: number): Float32Array {
    const { fanIn, outputs, window } = fans(shape);
    const bound = Math.sqrt(6 / (fanIn / window + outputs));
    return uniform(size, this.key).map((u) => bound * (2 * u - 1));
  }
}
tf.serialization.registerClass(MxnetXavier);
