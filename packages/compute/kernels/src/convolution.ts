import type * as tf from '@tensorflow/tfjs-core';
import type { Activation } from './activation.js';

/**
 * Images [batch, height, width, channels]; float32. Or several of the same batch, height and width: their concatenation
 * over the channels, which is not written.
 */
export type Images = tf.Tensor4D | readonly tf.Tensor4D[];

/** What a convolution has of its own, when several take the same input. */
export interface ConvolutionBranch {
  /** [height, width, channels, filters]; of a depthwise convolution [height, width, 1, channels] */
  filter: tf.Tensor4D;
  /** [filters] */
  bias?: tf.Tensor1D | null;
  activation: Activation;
}

export interface RectifiedConv2dOptions {
  /** Of height and width. Default 1. */
  strides?: number | readonly [number, number];
  /** As in `tf.conv2d`: `same` (default), `valid`, or zeros above, below, left and right. */
  pad?: 'same' | 'valid' | readonly [number, number, number, number];
  /** Whether every channel is convolved by itself, with a filter of its own. Default false. */
  depthwise?: boolean;
  /** Whether the gradient of `x` is wanted; not for a network's input, which spares a third of its backward pass. Default true. */
  inputGradient?: boolean;
}

/**
 * Convolutions of the same input, with their biases and activations. Filters have the same height, width and channels.
 *
 *     y = activation(x * filter + bias)
 */
export type RectifiedConv2d = (
  x: Images,
  branches: readonly ConvolutionBranch[],
  options?: RectifiedConv2dOptions,
) => tf.Tensor4D[];

/**
 * A dense layer with its activation. `x` is [batch, inputs], `kernel` [inputs, units], `bias` [units] or null; float32.
 *
 *     y = activation(x kernel + bias)
 */
export type RectifiedDense = (
  x: tf.Tensor2D,
  kernel: tf.Tensor2D,
  bias: tf.Tensor1D | null,
  activation: Activation,
  options?: Pick<RectifiedConv2dOptions, 'inputGradient'>,
) => tf.Tensor2D;
