import { checkOptions, checkValue } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import { maps } from './checks.js';
import { maxPoolGradient } from './max-pool-gradient.js';
import { cover, type PoolWindow, windowChecks } from './pool-window.js';

/**
 * Maxima over windows in ceil mode, see {@link CeilMaxPooling2D}. Shape [n, height, width, channels].
 *
 * @example
 * ceilMaxPool(tf.ones([1, 4, 4, 1]), { poolSize: [3, 3], strides: [2, 2] });
 */
export function ceilMaxPool(x: tf.Tensor4D, window: PoolWindow): tf.Tensor4D {
  checkValue('x', x, maps);
  checkOptions('ceilMaxPool', window, windowChecks);
  const maxima = (x: tf.Tensor4D, beyond: number) =>
    tf.maxPool(cover(x, window, beyond), [...window.poolSize], [...window.strides], 'valid');
  const pool = tf.customGrad<tf.Tensor4D>((...args) => {
    const [x, save] = args as unknown as [tf.Tensor4D, tf.GradSaveFunc];
    const largest = maxima(x, -Infinity);
    save([x, largest]);
    // The backends' own max pooling ignores NaN or handles it inconsistently.
    const spoiled = tf.cast(maxima(tf.cast(tf.isNaN(x), 'float32'), 0), 'bool');
    return {
      value: tf.where(spoiled, tf.fill<tf.Rank.R4>(largest.shape, Number.NaN), largest),
      gradFunc: (dy: tf.Tensor4D, saved: tf.Tensor[]) => {
        const [x, largest] = saved as [tf.Tensor4D, tf.Tensor4D];
        return maxPoolGradient(dy, x, largest, window);
      },
    };
  });
  return tf.tidy(() => pool(x));
}
