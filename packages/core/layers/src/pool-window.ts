import { InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';

/** A pooling window: heights and widths in cells. */
export interface PoolWindow {
  readonly poolSize: readonly [number, number];
  readonly strides: readonly [number, number];
}

/**
 * Number of windows along one axis in ceil mode without padding: the last one starts inside the input and may
 * reach beyond it.
 *
 *     out = floor(min(size - pool + stride - 1, size - 1) / stride) + 1
 *
 * cxxnet, src/layer/pooling_layer-inl.hpp:120-123. (tfjs offers ceil mode only with explicit padding, which
 * TensorFlow does not take.)
 */
export function windows(size: number, pool: number, stride: number): number {
  const count = Math.floor(Math.min(size - pool + stride - 1, size - 1) / stride) + 1;
  if (count >= 1) return count;
  throw new InputError({
    what: 'pooling window larger than the input',
    expected: `at least ${Math.max(1, pool - stride + 1)} cells for a pool of ${pool} with stride ${stride}`,
    got: `${size}`,
  });
}

/** How many steps of one stride hold every window: what the input is padded to. */
export function steps(size: number, pool: number, stride: number): number {
  return windows(size, pool, stride) + Math.floor((pool - 1) / stride);
}

/**
 * `x` with cells of `value` below and to the right, so that ordinary pooling gives ceil mode's windows and the
 * size is a multiple of the stride.
 */
export function cover(x: tf.Tensor4D, { poolSize, strides }: PoolWindow, value: number): tf.Tensor4D {
  const [below, right] = [0, 1].map((axis) => {
    const size = x.shape[axis + 1]!;
    return steps(size, poolSize[axis]!, strides[axis]!) * strides[axis]! - size;
  }) as [number, number];
  return below + right === 0
    ? x
    : tf.pad(
        x,
        [
          [0, 0],
          [0, below],
          [0, right],
          [0, 0],
        ],
        value,
      );
}
