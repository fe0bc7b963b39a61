import type * as tf from '@tensorflow/tfjs-core';
import type { BatchNormOptions } from './batch-norm.js';
import type { ConvolutionBranch, Images, RectifiedConv2dOptions } from './convolution.js';

/** A convolution with its batch normalization and its activation. */
export interface NormalizedBranch extends ConvolutionBranch, BatchNormOptions {
  /** [filters], as are the statistics. */
  gamma: tf.Tensor1D;
  beta: tf.Tensor1D;
  /**
   * Average pooling of `x` before the convolution, with stride 1 and zeros around it, which keeps the size; the convolution
   * is one of 1 x 1 then. It may be computed behind the convolution, which is the same and cheaper where that has fewer
   * filters than channels.
   */
  pooling?: AveragePooling;
  /** What is added before the activation, of the shape of the output: the shortcut of a residual block. */
  addend?: tf.Tensor4D;
}

export interface AveragePooling {
  /** Height and width of a window, odd. */
  size: readonly [number, number];
  /** What is divided by where a window reaches beyond the input: the cells `present`, or the `full` size. */
  edge: 'present' | 'full';
}

/** `statistics`, in training: those of the convolution's output, or the averages with these counted in. */
export type NormalizedOutput = {
  y: tf.Tensor4D;
  statistics?: { mean: tf.Tensor1D; variance: tf.Tensor1D };
};

/**
 * Convolutions of the same input, each with batch normalization and activation.
 *
 *     y = activation(gamma (z - mean) / sqrt(variance + epsilon) + beta),  z = x * filter + bias
 *
 * and with `addend`, activation(... + beta + addend).
 */
export type NormalizedConv2d = (
  x: Images,
  branches: readonly NormalizedBranch[],
  options?: RectifiedConv2dOptions,
) => NormalizedOutput[];
