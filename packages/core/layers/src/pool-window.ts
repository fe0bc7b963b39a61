import { InputError, optional } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import { pair } from './checks.js';

/** A pooling window: heights and widths in cells. */
export interface PoolWindow {
  readonly poolSize: readonly [number, number];
  readonly strides: readonly [number, number];
  /** Ignored cells beyond every edge, above and below, left and right. Default `[0, 0]`. */
  readonly padding?: readonly [number, number];
}

export const windowChecks = { poolSize: pair(1), strides: pair(1), padding: optional(pair(0)) };

/**
 * Number of windows along one axis in ceil mode: the last one starts inside the input (or the padding before it) and
 * may extend beyond it.
 *
 *     out = floor(min(size + 2 padding - pool + stride - 1, size + padding - 1) / stride) + 1
 *
 * cxxnet, src/layer/pooling_layer-inl.hpp:120-123, and MXNet of 2015, src/operator/pooling-inl.h:176-178; where those
 * would start a window in the padding after the input, this has one less, like PyTorch. (tfjs has ceil mode only
 * with explicit padding, which TensorFlow does not accept.)
 */
export function windows(size: number, pool: number, stride: number, padding = 0): number {
  const count = Math.floor(Math.min(size + 2 * padding - pool + stride - 1, size + padding - 1) / stride) + 1;
  if (count >= 1) return count;
  throw new InputError({
    what: 'pooling window larger than the input',
    expected: `at least ${Math.max(1, pool - stride + 1 - 2 * padding)} cells for a pool of ${pool} with stride ${stride}`,
    got: `${size}`,
  });
}

/** The number of strides that cover every window: the input is padded to it. */
export function steps(size: number, pool: number, stride: number, padding = 0): number {
  return windows(size, pool, stride, padding) + Math.floor((pool - 1) / stride);
}

/**
 * `x` with cells of `value` around it, so that ordinary pooling gives ceil mode's windows and the size is a multiple
 * of the stride.
 */
export function cover(x: tf.Tensor4D, window: PoolWindow, value: number): tf.Tensor4D {
  const { poolSize, strides, padding = [0, 0] } = window;
  const [rows, columns] = [0, 1].map((axis): [number, number] => {
    const [size, before, stride] = [x.shape[axis + 1]!, padding[axis]!, strides[axis]!];
    return [before, steps(size, poolSize[axis]!, stride, before) * stride - size - before];
  }) as [[number, number], [number, number]];
  return [...rows, ...columns].every((cells) => cells === 0)
    ? x
    : tf.pad(x, [[0, 0], rows, columns, [0, 0]], value);
}
