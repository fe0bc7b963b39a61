import { InputError } from '@rectified/errors';
import type * as tf from '@tensorflow/tfjs-core';
import { type Activation, checkActivation } from './activation.js';
import type { ConvolutionShape } from './fused-kernels.js';

/**
 * Images [batch, height, width, channels]; float32. A list of them, with equal batch, height and width, stands for their concatenation
 * along the channels, which is never stored.
 */
export type Images = tf.Tensor4D | readonly tf.Tensor4D[];

/** One of several convolutions of the same input. */
export interface ConvolutionBranch {
  /** [height, width, channels, filters]; of a depthwise convolution [height, width, 1, channels] */
  filter: tf.Tensor4D;
  /** [filters] */
  bias?: tf.Tensor1D | null;
  activation: Activation;
}

export interface RectifiedConv2dOptions {
  /** Strides along height and width. Default 1. */
  strides?: number | readonly [number, number];
  /** As in `tf.conv2d`: `same` (default), `valid`, or the numbers of zeros above, below, left and right. */
  pad?: 'same' | 'valid' | readonly [number, number, number, number];
  /** Whether each channel is convolved separately, with its own filter. Default false. */
  depthwise?: boolean;
  /** Whether to compute the gradient of `x`. A network's first layer does not need it, which saves a third of its backward pass. Default true. */
  inputGradient?: boolean;
}

/** The parts of an input. */
export function partsOf(x: Images): readonly tf.Tensor4D[] {
  return [x].flat() as tf.Tensor4D[];
}

/** Checks the parts of an input, and the branches that take it. */
export function checkConvolution(
  x: readonly tf.Tensor4D[],
  branches: readonly ConvolutionBranch[],
  { strides = 1, pad = 'same', depthwise = false }: RectifiedConv2dOptions,
): ConvolutionShape {
  const [part] = x;
  if (part === undefined)
    throw new InputError({ what: 'input of a convolution', expected: 'at least one part', got: 'none' });
  for (const other of x) {
    if (other.rank !== 4 || other.dtype !== 'float32')
      throw wrong('input of a convolution', 'float32 [batch, height, width, channels]', other);
    const [batch, height, width] = part.shape;
    if (other.shape[0] !== batch || other.shape[1] !== height || other.shape[2] !== width)
      throw wrong(
        'part of the input of a convolution',
        `float32 [${batch},${height},${width}, channels]`,
        other,
      );
  }
  const channels = x.reduce((sum, { shape }) => sum + shape[3], 0);
  const [first] = branches;
  if (first === undefined)
    throw new InputError({ what: 'branches of a convolution', expected: 'at least one', got: 'none' });
  for (const { filter, bias, activation } of branches) {
    const [height, width] = first.filter.shape;
    const depth = depthwise ? 1 : channels;
    if (filter.rank !== 4 || filter.dtype !== 'float32' || filter.shape[2] !== depth)
      throw wrong('filter of a convolution', `float32 [height, width, ${depth}, filters]`, filter);
    if (depthwise && filter.shape[3] !== channels)
      throw wrong('filter of a depthwise convolution', `float32 [height, width, 1, ${channels}]`, filter);
    if (filter.shape[0] !== height || filter.shape[1] !== width)
      throw wrong('filter of a branch', `${height} x ${width}, as of the first branch`, filter);
    if (bias) checkNumbers('bias of a convolution', bias, filter.shape[3]);
    checkActivation(activation, filter.shape[3]);
  }
  const [strideHeight, strideWidth] = typeof strides === 'number' ? [strides, strides] : strides;
  if (![strideHeight, strideWidth].every((stride) => Number.isInteger(stride) && stride > 0))
    throw new InputError({ what: 'strides', expected: 'whole numbers above 0', got: `${strides}` });
  const pads = padding(pad, part.shape, first.filter.shape, [strideHeight, strideWidth]);
  return { strides: [strideHeight, strideWidth], pads, depthwise };
}

/** Checks that a tensor has one number per channel. */
export function checkNumbers(what: string, tensor: tf.Tensor, channels: number): void {
  if (tensor.size !== channels || tensor.dtype !== 'float32')
    throw wrong(what, `float32 [${channels}]`, tensor);
}

function wrong(what: string, expected: string, { shape, dtype }: tf.Tensor): InputError {
  return new InputError({ what, expected, got: `${dtype} [${shape}]` });
}

/** The numbers of zeros above, below, left and right, as TensorFlow defines them. */
function padding(
  pad: NonNullable<RectifiedConv2dOptions['pad']>,
  [, height, width]: tf.Tensor4D['shape'],
  [kernelHeight, kernelWidth]: tf.Tensor4D['shape'],
  [strideHeight, strideWidth]: readonly [number, number],
): number[] {
  if (pad === 'valid') return [0, 0, 0, 0];
  if (pad === 'same') {
    return [...same(height, kernelHeight, strideHeight), ...same(width, kernelWidth, strideWidth)];
  }
  if (pad.length === 4 && pad.every((zeros) => Number.isInteger(zeros) && zeros >= 0)) return [...pad];
  throw new InputError({
    what: 'pad',
    expected: '"same", "valid" or four whole numbers: above, below, left, right',
    got: JSON.stringify(pad),
  });
}

function same(size: number, kernel: number, stride: number): [number, number] {
  const zeros = Math.max((Math.ceil(size / stride) - 1) * stride + kernel - size, 0);
  return [Math.floor(zeros / 2), Math.ceil(zeros / 2)];
}
