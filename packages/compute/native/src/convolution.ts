import { InputError } from '@rectified/errors';
import type { ConvolutionBranch, Images, RectifiedConv2dOptions } from '@rectified/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { inBackwardPass, recordGradients } from './backward-pass.js';
import { elementwiseInputs, listAttributes, seedTensors } from './elementwise.js';
import { type Attribute, runOperation } from './operations/tensorflow-op.js';

/** Checks an input, in parts, and the branches that take it; gives the attributes that all of them share. */
function convolutionAttributes(
  x: readonly tf.Tensor4D[],
  branches: readonly ConvolutionBranch[],
  { strides = 1, pad = 'same', depthwise = false }: RectifiedConv2dOptions,
): Record<string, Attribute> {
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
  for (const { filter, bias } of branches) {
    const [height, width] = first.filter.shape;
    const depth = depthwise ? 1 : channels;
    if (filter.rank !== 4 || filter.dtype !== 'float32' || filter.shape[2] !== depth)
      throw wrong('filter of a convolution', `float32 [height, width, ${depth}, filters]`, filter);
    if (depthwise && filter.shape[3] !== channels)
      throw wrong('filter of a depthwise convolution', `float32 [height, width, 1, ${channels}]`, filter);
    if (filter.shape[0] !== height || filter.shape[1] !== width)
      throw wrong('filter of a branch', `${height} x ${width}, as of the first branch`, filter);
    if (bias) checkNumbers('bias of a convolution', bias, filter.shape[3]);
  }
  const [strideHeight, strideWidth] = typeof strides === 'number' ? [strides, strides] : strides;
  if (![strideHeight, strideWidth].every((stride) => Number.isInteger(stride) && stride > 0))
    throw new InputError({ what: 'strides', expected: 'whole numbers above 0', got: `${strides}` });
  const pads = padding(pad, part.shape, first.filter.shape, [strideHeight, strideWidth]);
  return { parts: { int: x.length }, strides: [strideHeight, strideWidth], pads, depthwise };
}

/** Throws unless a tensor has a number for each of so many channels. */
export function checkNumbers(what: string, tensor: tf.Tensor, channels: number): void {
  if (tensor.size !== channels || tensor.dtype !== 'float32')
    throw wrong(what, `float32 [${channels}]`, tensor);
}

function wrong(what: string, expected: string, { shape, dtype }: tf.Tensor): InputError {
  return new InputError({ what, expected, got: `${dtype} [${shape}]` });
}

/** Branches of one kind, and what the operations on them take. */
export interface Together<Branch extends ConvolutionBranch> {
  branches: readonly Branch[];
  /** The input, in parts. */
  x: readonly tf.Tensor4D[];
  filters: tf.Tensor4D[];
  /** One for each of the branches, or none at all. */
  biases: tf.Tensor[];
  /** The parameters of the activations, branch by branch. */
  activationParameters: tf.Tensor[];
  /** Made anew for each operation. */
  seeds: () => tf.Tensor[];
  /** The attributes of the convolutions and their activations. */
  attributes: Record<string, Attribute>;
  inputGradient: boolean;
}

/**
 * Checks an input and the branches that take it, calls `compute` for those of every kind together, and gives its results in
 * the order of the branches. Of one kind are those whose activations differ in nothing but learned parameters and noise, and of
 * which `kindOf` says the same. `map` changes what is in a result.
 */
export function byKind<Branch extends ConvolutionBranch, Result extends tf.TensorContainer>(
  x: Images,
  branches: readonly Branch[],
  options: RectifiedConv2dOptions,
  kindOf: (branch: Branch) => unknown,
  compute: (together: Together<Branch>) => Result[],
  map: (result: Result, change: (y: tf.Tensor) => tf.Tensor) => Result,
): Result[] {
  const parts = [x].flat() as tf.Tensor4D[];
  const shape = convolutionAttributes(parts, branches, options);
  return tf.tidy(() => {
    const inputs = branches.map(({ filter, activation }) => elementwiseInputs(activation, filter.shape[3]));
    const kinds =
      branches.length === 1
        ? ['the only one']
        : branches.map((branch, at) => JSON.stringify([inputs[at]!.attributes, kindOf(branch)]));
    const results: Result[] = [];
    for (const kind of new Set(kinds)) {
      const places = kinds.flatMap((other, at) => (other === kind ? [at] : []));
      const own = places.map((at) => branches[at]!);
      const calls = places.map((at) => inputs[at]!);
      const made = compute({
        activationParameters: calls.flatMap(({ parameters }) => parameters),
        seeds: () => seedTensors(calls),
        attributes: {
          ...calls[0]!.attributes,
          ...listAttributes(calls),
          ...shape,
          branches: { int: calls.length },
        },
        branches: own,
        x: parts,
        filters: own.map(({ filter }) => filter),
        biases: biasesOf(own),
        inputGradient: options.inputGradient ?? true,
      });
      places.forEach((at, i) => {
        results[at] = map(made[i]!, inputs[at]!.after);
      });
    }
    return results;
  });
}

function biasesOf(branches: readonly ConvolutionBranch[]): tf.Tensor[] {
  if (!branches.some(({ bias }) => bias)) return [];
  return branches.map(({ filter, bias }) => bias ?? tf.zeros([filter.shape[3]]));
}

/** The gradient of an operation on branches. `name` is that of the function of ours, for messages. */
export interface BranchesGradient {
  name: string;
  operation: string;
  /** All but `dx_lists`. */
  attributes: Record<string, Attribute>;
  /** What is learned for every filter beside biases, one list after the other. */
  parameters: tf.Tensor[];
  /** What is needed of the forward pass beside input, filters and what the activations learn. */
  kept: tf.Tensor[];
}

/** The outputs `ys` of an operation, with their gradient: of `x`, filters, biases, parameters, and the activations' own. */
export function withBranchGradients(
  { x, filters, biases, activationParameters, seeds, inputGradient }: Together<ConvolutionBranch>,
  { name, operation, attributes, parameters, kept }: BranchesGradient,
  ys: tf.Tensor4D[],
): tf.Tensor4D[] {
  // What is no input of the function with the gradient is a constant to tfjs.
  const inputs = [...(inputGradient ? x : []), ...filters, ...biases, ...parameters, ...activationParameters];
  const count = filters.length;
  const backward = (dys: tf.Tensor[], saved: tf.Tensor[]) =>
    inBackwardPass({ name, inputs, outputs: ys }, dys, saved, () => {
      const dxs = inputGradient ? x.length : 0;
      const ownAt = x.length + count + kept.length;
      const dbiasesAt = dxs + count;
      const dparametersAt = dbiasesAt + count;
      const downAt = dparametersAt + parameters.length;
      const gradients = runOperation(
        operation,
        { ...attributes, dx_lists: { int: dxs } },
        [...saved.slice(0, ownAt), ...dys, ...saved.slice(ownAt), ...seeds()],
        downAt + activationParameters.length,
      );
      return [
        ...gradients.slice(0, dbiasesAt + biases.length),
        ...gradients.slice(dparametersAt, downAt),
        ...gradients.slice(downAt).map((gradient, i) => tf.reshape(gradient, activationParameters[i]!.shape)),
      ];
    });
  return recordGradients(inputs, ys, [...x, ...filters, ...kept, ...activationParameters], backward);
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
