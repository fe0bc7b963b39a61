import { checkOptions, checkValue, oneOf } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import { maps } from './checks.js';
import { cover, type PoolWindow, windowChecks, windows } from './pool-window.js';

/** The divisor of a window that extends beyond the input: the number of cells `present` in it, or its `full` size. */
export type PoolEdge = 'present' | 'full';

export const edges = oneOf('present', 'full');

/**
 * Means over windows in ceil mode, see {@link CeilAveragePooling2D}. Shape [n, height, width, channels].
 *
 * @example
 * ceilAveragePool(tf.ones([1, 4, 4, 1]), { poolSize: [3, 3], strides: [2, 2], edge: 'present' });
 */
export function ceilAveragePool(x: tf.Tensor4D, options: PoolWindow & { edge: PoolEdge }): tf.Tensor4D {
  checkValue('x', x, maps);
  const { edge, ...window } = checkOptions('ceilAveragePool', options, { ...windowChecks, edge: edges });
  const { poolSize, strides, padding = [0, 0] } = window;
  return tf.tidy(() => {
    const means = tf.avgPool(cover(x, window, 0), [...poolSize], [...strides], 'valid');
    const shares = [0, 1].map((axis) =>
      sharesPresent(x.shape[axis + 1]!, poolSize[axis]!, strides[axis]!, padding[axis]!),
    );
    if (edge === 'full' || shares.flat().every((share) => share === 1)) return means;
    const [rows, columns] = shares as [number[], number[]];
    const corrections = rows.map((row) => columns.map((column) => [1 / (row * column)]));
    return tf.mul(means, tf.tensor4d([corrections]));
  });
}

/** For each window along one axis, the share of it that is inside the input. */
function sharesPresent(size: number, pool: number, stride: number, padding: number): number[] {
  return Array.from({ length: windows(size, pool, stride, padding) }, (_, i) => {
    const start = i * stride - padding;
    return (Math.min(start + pool, size) - Math.max(start, 0)) / pool;
  });
}
