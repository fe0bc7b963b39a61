import { InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import { inBackwardPass } from './backward-pass.js';
import { type Rectifier, rectifierInputs, seedsTensor } from './rectifier.js';
import { nothing, runOperation } from './tensorflow-op.js';

export interface RectifiedConv2dOptions {
  /** Of height and width. Default 1. */
  strides?: number | readonly [number, number];
  /** As in `tf.conv2d`: `same` (default), `valid`, or zeros above, below, left and right. */
  pad?: 'same' | 'valid' | readonly [number, number, number, number];
  /** Whether the gradient of `x` is wanted; not for a network's input, which spares a third of its backward pass. Default true. */
  inputGradient?: boolean;
}

/**
 * Convolution, bias and rectifier as one operation, with its gradient.
 *
 *     y = rectifier(x * filter + bias)
 *
 * `x` is [batch, height, width, channels], `filter` [height, width, channels, filters], `bias` [filters] or null; float32.
 * Of the forward pass `x` and `y` are kept for the gradient, which the neighboring layers keep as well, and the
 * rectifier's input only where `y` does not determine it (a negative slope, or a learned one close to 0).
 *
 * 3 x 3 and 5 x 5 filters with stride 1 are computed by Winograd's algorithm (arXiv 1509.09308), whose error is about
 * 1e-5 of the largest output, and which carries an infinity or a NaN of the input to all outputs of a tile of 4 x 4, an
 * infinity as NaN. The others are matrix products, exact to float32. Results do not depend on the number of threads.
 *
 * @example
 * const y = rectifiedConv2d(x, filter, bias, { kind: 'fixed', slope: 0 }, { pad: 'same' });
 */
export function rectifiedConv2d(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  bias: tf.Tensor1D | null,
  rectifier: Rectifier,
  options: RectifiedConv2dOptions = {},
): tf.Tensor4D {
  checkShapes(x, filter, bias);
  const { strides = 1, pad = 'same', inputGradient = true } = options;
  const [strideHeight, strideWidth] = typeof strides === 'number' ? [strides, strides] : strides;
  if (![strideHeight, strideWidth].every((stride) => Number.isInteger(stride) && stride > 0))
    throw new InputError({ what: 'strides', expected: 'whole numbers above 0', got: `${strides}` });
  const pads = padding(pad, x.shape, filter.shape, [strideHeight, strideWidth]);

  return tf.tidy(() => {
    const { attributes, slopes, seeds } = rectifierInputs(rectifier, filter.shape[3]);
    const all = { ...attributes, strides: [strideHeight, strideWidth], pads };
    // What is no argument of the function with the gradient is a constant to tfjs.
    const learned = [filter, ...(bias === null ? [] : [bias]), ...(slopes.size > 0 ? [slopes] : [])];
    const convolution = tf.customGrad((...args) => {
      const save = args.at(-1) as tf.GradSaveFunc;
      const seedsIn = seedsTensor(seeds);
      const [y, kept] = runOperation(
        'RectifiedConv2D',
        all,
        [x, filter, bias ?? nothing(), slopes, seedsIn],
        2,
      ) as [tf.Tensor4D, tf.Tensor];
      // Without a rectifier the gradient needs no output, and with what was kept none either.
      save([x, filter, rectifier.kind === 'none' || kept.size > 0 ? kept : y, kept, slopes]);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) =>
        inBackwardPass('rectifiedConv2d', dy, saved, () => {
          const [x, filter, y, kept, slopes] = saved as [
            tf.Tensor,
            tf.Tensor,
            tf.Tensor,
            tf.Tensor,
            tf.Tensor,
          ];
          const [dx, dfilter, dbias, dslopes] = runOperation(
            'RectifiedConv2DGrad',
            { ...all, input_gradient: inputGradient },
            [x, filter, y, kept, dy, slopes, seedsTensor(seeds)],
            4,
          ) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
          return [
            ...(inputGradient ? [dx] : []),
            dfilter,
            ...(bias === null ? [] : [dbias]),
            ...(slopes.size > 0 ? [tf.reshape(dslopes, slopes.shape)] : []),
          ];
        });
      return { value: y, gradFunc };
    });
    return convolution(...(inputGradient ? [x] : []), ...learned) as tf.Tensor4D;
  });
}

function checkShapes(x: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor | null): void {
  const wrong = (what: string, expected: string, { shape, dtype }: tf.Tensor) =>
    new InputError({ what, expected, got: `${dtype} [${shape}]` });
  if (x.rank !== 4 || x.dtype !== 'float32')
    throw wrong('input of a convolution', 'float32 [batch, height, width, channels]', x);
  if (filter.rank !== 4 || filter.dtype !== 'float32' || filter.shape[2] !== x.shape[3])
    throw wrong('filter of a convolution', `float32 [height, width, ${x.shape[3]}, filters]`, filter);
  if (bias !== null && (bias.size !== filter.shape[3] || bias.dtype !== 'float32'))
    throw wrong('bias of a convolution', `float32 [${filter.shape[3]}]`, bias);
}

/** Zeros above, below, left and right, as TensorFlow counts them. */
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
