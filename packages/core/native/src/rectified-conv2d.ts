import { InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import { inBackwardPass, withGradients } from './backward-pass.js';
import { type Rectifier, type RectifierInputs, rectifierInputs, seedsTensor } from './rectifier.js';
import { runOperation } from './tensorflow-op.js';

/** The moving statistics and the learned parameters of a batch normalization, [filters] each. */
export interface InferenceNormalization {
  gamma: tf.Tensor1D;
  beta: tf.Tensor1D;
  mean: tf.Tensor1D;
  variance: tf.Tensor1D;
  /** Added to the variance. Default 1e-3, as in Keras and tfjs. */
  epsilon?: number;
}

/** What a convolution has of its own, when several take the same input. */
export interface ConvolutionBranch {
  /** [height, width, channels, filters] */
  filter: tf.Tensor4D;
  /** [filters] */
  bias?: tf.Tensor1D | null;
  rectifier: Rectifier;
  /** Batch normalization, as in inference, between convolution and rectifier. There is no gradient then. */
  normalization?: InferenceNormalization;
}

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
  return rectifiedConv2dBranches(x, [{ filter, bias, rectifier }], options)[0]!;
}

/**
 * Convolutions of the same input, as at the beginning of an inception module, each as by {@link rectifiedConv2d}. Those
 * that are matrix products read the input once, and its gradient is one product instead of a sum. With `normalization`,
 *
 *     y = rectifier(gamma (x * filter + bias - mean) / sqrt(variance + epsilon) + beta)
 *
 * Filters have the same height, width and channels. Branches whose rectifiers differ in more than learned slopes and noise
 * are made one after the other.
 *
 * @example
 * const [one, reduced] = rectifiedConv2dBranches(x, [{ filter, bias, rectifier }, { filter: other, rectifier }]);
 */
export function rectifiedConv2dBranches(
  x: tf.Tensor4D,
  branches: readonly ConvolutionBranch[],
  { strides = 1, pad = 'same', inputGradient = true }: RectifiedConv2dOptions = {},
): tf.Tensor4D[] {
  checkBranches(x, branches);
  const [strideHeight, strideWidth] = typeof strides === 'number' ? [strides, strides] : strides;
  if (![strideHeight, strideWidth].every((stride) => Number.isInteger(stride) && stride > 0))
    throw new InputError({ what: 'strides', expected: 'whole numbers above 0', got: `${strides}` });
  const pads = padding(pad, x.shape, branches[0]!.filter.shape, [strideHeight, strideWidth]);

  return tf.tidy(() => {
    const described = branches.map((branch) => describe(branch));
    const outputs: tf.Tensor4D[] = [];
    for (const { kind } of described) {
      const own = described.flatMap((one, at) =>
        one.kind === kind && outputs[at] === undefined ? [at] : [],
      );
      if (own.length === 0) continue;
      const ys = together(
        x,
        own.map((at) => described[at]!),
        { strides: [strideHeight, strideWidth], pads },
        inputGradient,
      );
      own.forEach((at, i) => {
        outputs[at] = ys[i]! as tf.Tensor4D;
      });
    }
    return outputs;
  });
}

interface Described extends ConvolutionBranch {
  inputs: RectifierInputs;
  /** What branches made by one operation have in common. */
  kind: string;
}

function describe(branch: ConvolutionBranch): Described {
  const inputs = rectifierInputs(branch.rectifier, branch.filter.shape[3]);
  const { normalization } = branch;
  const epsilon = normalization && (normalization.epsilon ?? 1e-3);
  return { ...branch, inputs, kind: JSON.stringify([inputs.attributes, epsilon]) };
}

/** Branches of one kind. */
function together(
  x: tf.Tensor4D,
  branches: readonly Described[],
  shape: { strides: number[]; pads: number[] },
  inputGradient: boolean,
): tf.Tensor[] {
  const count = branches.length;
  const filters = branches.map(({ filter }) => filter);
  const biases = branches.some(({ bias }) => bias)
    ? branches.map(({ filter, bias }) => bias ?? tf.zeros<tf.Rank.R1>([filter.shape[3]]))
    : [];
  const slopes = branches.flatMap(({ inputs }) => inputs.slopes ?? []);
  const seeds = () =>
    branches.flatMap(({ inputs: { seeds } }) => (seeds.length > 0 ? [seedsTensor(seeds)] : []));
  const normalizations = branches.flatMap(({ normalization }) => normalization ?? []);
  const { attributes: rectifier, seeds: firstSeeds } = branches[0]!.inputs;
  const attributes = {
    ...rectifier,
    ...shape,
    branches: { int: count },
    slope_lists: { int: slopes.length },
    seed_lists: { int: firstSeeds.length > 0 ? count : 0 },
  };
  const forward = (save: tf.GradSaveFunc) => {
    const outputs = runOperation(
      'RectifiedConv2D',
      {
        ...attributes,
        bias_lists: { int: biases.length },
        norm_lists: { int: normalizations.length },
        epsilon: { float: normalizations[0]?.epsilon ?? 1e-3 },
      },
      [
        x,
        ...filters,
        ...biases,
        ...normalizations.map(({ gamma }) => gamma),
        ...normalizations.map(({ beta }) => beta),
        ...normalizations.map(({ mean }) => mean),
        ...normalizations.map(({ variance }) => variance),
        ...slopes,
        ...seeds(),
      ],
      2 * count,
    );
    const ys = outputs.slice(0, count);
    const kept = outputs.slice(count);
    // Without a rectifier the gradient needs no output, and with what was kept none either.
    const signs = ys.map((y, i) =>
      branches[i]!.rectifier.kind === 'none' || kept[i]!.size > 0 ? kept[i]! : y,
    );
    save([x, ...filters, ...signs, ...kept, ...slopes]);
    return ys;
  };
  const backward = (dys: tf.Tensor[], saved: tf.Tensor[]) => {
    if (normalizations.length > 0)
      throw new InputError({
        what: 'a gradient of rectifiedConv2dBranches with a normalization',
        remedy: 'Take batchNormRectified for the normalization',
      });
    return inBackwardPass('rectifiedConv2d', dys, saved, () => {
      const beforeSlopes = 1 + 3 * count;
      const [dx, ...gradients] = runOperation(
        'RectifiedConv2DGrad',
        { ...attributes, input_gradient: inputGradient },
        [...saved.slice(0, beforeSlopes), ...dys, ...saved.slice(beforeSlopes), ...seeds()],
        1 + 2 * count + slopes.length,
      );
      return [
        ...(inputGradient ? [dx!] : []),
        ...gradients.slice(0, count + biases.length),
        ...gradients.slice(2 * count).map((dslope, i) => tf.reshape(dslope, slopes[i]!.shape)),
      ];
    });
  };
  // What is no input of the function with the gradient is a constant to tfjs.
  const learned = [...filters, ...biases, ...slopes];
  return withGradients([...(inputGradient ? [x] : []), ...learned], forward, backward);
}

function checkBranches(x: tf.Tensor, branches: readonly ConvolutionBranch[]): void {
  const wrong = (what: string, expected: string, { shape, dtype }: tf.Tensor) =>
    new InputError({ what, expected, got: `${dtype} [${shape}]` });
  if (x.rank !== 4 || x.dtype !== 'float32')
    throw wrong('input of a convolution', 'float32 [batch, height, width, channels]', x);
  const [first] = branches;
  if (first === undefined)
    throw new InputError({ what: 'branches of a convolution', expected: 'at least one', got: 'none' });
  for (const { filter, bias, normalization } of branches) {
    const [height, width] = first.filter.shape;
    if (filter.rank !== 4 || filter.dtype !== 'float32' || filter.shape[2] !== x.shape[3])
      throw wrong('filter of a convolution', `float32 [height, width, ${x.shape[3]}, filters]`, filter);
    if (filter.shape[0] !== height || filter.shape[1] !== width)
      throw wrong('filter of a branch', `${height} x ${width}, as of the first branch`, filter);
    const filters = filter.shape[3];
    const { epsilon = 1e-3, ...statistics } = normalization ?? {};
    const ofFilters = { bias, ...(normalization && statistics) };
    for (const [name, tensor] of Object.entries(ofFilters))
      if (tensor && (tensor.size !== filters || tensor.dtype !== 'float32'))
        throw wrong(`${name} of a convolution`, `float32 [${filters}]`, tensor);
    if (!(epsilon >= 0))
      throw new InputError({ what: 'epsilon', expected: 'at least 0', got: String(epsilon) });
  }
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
