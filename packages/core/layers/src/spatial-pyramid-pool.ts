import { checkOptions, checkValue } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import { ceilMaxPool } from './ceil-max-pool.js';
import { levels, maps } from './checks.js';

/**
 * Max pooling with windows of several sizes, concatenated into one vector, see {@link SpatialPyramidPooling2D}. Shape
 * [n, height, width, channels] to [n, features].
 *
 * @example
 * spatialPyramidPool(tf.ones([1, 6, 6, 256]), { windows: [1, 2, 4] }); // shape [1, 12544]
 */
export function spatialPyramidPool(x: tf.Tensor4D, options: { windows: readonly number[] }): tf.Tensor2D {
  checkValue('x', x, maps);
  const { windows } = checkOptions('spatialPyramidPool', options, { windows: levels });
  return tf.tidy(() => {
    const levels = windows.map((size) =>
      size === 1 ? x : ceilMaxPool(x, { poolSize: [size, size], strides: [size, size] }),
    );
    return tf.concat(
      levels.map((level) => tf.reshape<tf.Rank.R2>(level, [x.shape[0], level.size / x.shape[0]])),
      1,
    );
  });
}
