import {
  anything,
  type Check,
  type Checks,
  checkOptions,
  optional,
  randomSeed,
  renamed,
} from '@rectified/errors';
import { firstNoise, type NoiseKey } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';

/** tfjs-layers does not export the class that initializers must have, only its instances. */
export type Initializer = ReturnType<typeof tfl.initializers.ones>;
const Initializer: (abstract new () => Initializer) &
  Pick<typeof tf.serialization.Serializable, 'fromConfig'> = Object.getPrototypeOf(
  tfl.initializers.ones().constructor,
);

export interface SeedArgs {
  /** The seed of the run. Without it, one is drawn from `Math.random`. */
  seed?: number;
  /**
   * The stream of the weight: `streamOf('conv1/kernel')`. Default 0. Two weights of the same shape with the same seed and stream
   * start out equal.
   */
  stream?: number;
}

/** tfjs, PyTorch and MXNet. */
const foreignOptions = {
  stddev: renamed('deviation'),
  std: renamed('deviation'),
  sigma: renamed('deviation'),
  mean: 'It is 0',
};

/** An initializer whose numbers depend only on shape, seed and stream. */
export abstract class SeededInitializer extends Initializer {
  protected readonly key: NoiseKey;

  constructor(args: SeedArgs, more: Readonly<Record<string, Check>> = {}) {
    super();
    // An architecture calls an initializer with the place of the weight, including its layer.
    const { seed, stream = 0 } = checkOptions<SeedArgs>(
      'an initializer',
      args,
      {
        seed: optional(randomSeed),
        stream: optional(randomSeed),
        layer: anything,
        ...more,
      } as Checks<SeedArgs>,
      foreignOptions,
    );
    this.key = { ...firstNoise(seed), stream };
  }

  protected abstract draw(shape: readonly number[], size: number): Float32Array;

  override apply(shape: number[]): tf.Tensor {
    return tf.tensor(this.draw(shape, tf.util.sizeFromShape(shape)), shape);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { seed: this.key.seed, stream: this.key.stream };
  }
}
