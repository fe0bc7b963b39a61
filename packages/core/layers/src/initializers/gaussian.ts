import { finiteNumber, optional } from '@rectified/errors';
import { normal } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import { type Initializer, type SeedArgs, SeededInitializer } from './seeded-initializer.js';

export interface GaussianArgs extends SeedArgs {
  /**
   * Standard deviation. Default 0.05: Lin's Network in Network on CIFAR-10 (cuda-convnet and Caffe), the only
   * initialization known to train every rectifier of arXiv 1505.00853.
   */
  deviation?: number;
}

/**
 * Initial weights N(0, deviation).
 *
 * @example
 * gaussian({ deviation: 0.05, seed: 1, stream: streamOf('conv1/kernel') });
 */
export function gaussian(args: GaussianArgs = {}): Initializer {
  return new Gaussian(args);
}

class Gaussian extends SeededInitializer {
  static readonly className = 'RectifiedGaussian';
  private readonly deviation: number;

  constructor(args: GaussianArgs) {
    super(args, { deviation: optional(finiteNumber({ from: 0 })) });
    const { deviation = 0.05 } = args;
    this.deviation = deviation;
  }

  protected draw(_: readonly number[], size: number): Float32Array {
    return normal(size, this.key, { deviation: this.deviation });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), deviation: this.deviation };
  }
}
tf.serialization.registerClass(Gaussian);
