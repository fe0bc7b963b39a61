import type { NoiseKey } from '@rectified/random';
import type * as tf from '@tensorflow/tfjs-core';

export interface PoolDropoutOptions {
  /** The largest cell of every window, or the mean. */
  kind: 'largest' | 'mean';
  /** Height and width of a window. */
  size: number | readonly [number, number];
  strides: number | readonly [number, number];
  /**
   * `ceil` (default): windows begin at every stride within the input (and `padding`) and may reach beyond it, as in
   * cxxnet and Caffe. `same` and `valid`: as in TensorFlow.
   */
  pad?: 'ceil' | 'same' | 'valid';
  /** With `ceil`: cells beyond every edge that are not there, less than a window. Default 0. */
  padding?: number | readonly [number, number];
  /** What a mean over a window that reaches beyond the input is divided by: the cells `present` (default), or the `full` size. */
  edge?: 'present' | 'full';
  /** Dropout after the pooling: its rate, and the noise that decides which elements. Default: none. */
  dropout?: { rate: number; noise: NoiseKey };
}

/**
 * Pooling and dropout of float32 [batch, height, width, channels]. A window has at most 256 cells. The gradient of a largest
 * cell goes to the first of equals; NaN is the largest of all. The noise is that of `@rectified/layers`' SeededDropout.
 *
 *     y = keep / (1 - rate) * (largest or mean of the window),  keep = noise >= rate
 */
export type PoolDropout = (x: tf.Tensor4D, options: PoolDropoutOptions) => tf.Tensor4D;
