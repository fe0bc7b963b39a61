import { InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import {
  type Activation,
  activate,
  checkActivation,
  kernelActivation,
  orComposed,
  parametersOf,
} from './activation.js';
import type { KernelActivation } from './kernel.js';
import { withGradients } from './with-gradients.js';

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

/** How an input is convolved. */
export interface ConvolutionShape {
  readonly strides: readonly [number, number];
  /** Zeros above, below, left and right. */
  readonly pads: readonly number[];
  readonly depthwise: boolean;
}

/** Of branches whose activations differ in nothing but learned parameters and noise. */
export interface ConvolutionAttributes extends ConvolutionShape {
  /** In how many parts the input is given: the channels of the next lie behind those of the one before. */
  readonly parts: number;
  readonly branches: number;
  readonly activation: KernelActivation;
}

/** The parts of an input. */
export function partsOf(x: Images): readonly tf.Tensor4D[] {
  return [x].flat() as tf.Tensor4D[];
}

/** Checks an input, in parts, and the branches that take it. */
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

/** Throws unless a tensor has a number for each of so many channels. */
export function checkNumbers(what: string, tensor: tf.Tensor, channels: number): void {
  if (tensor.size !== channels || tensor.dtype !== 'float32')
    throw wrong(what, `float32 [${channels}]`, tensor);
}

function wrong(what: string, expected: string, { shape, dtype }: tf.Tensor): InputError {
  return new InputError({ what, expected, got: `${dtype} [${shape}]` });
}

/** Branches of one kind, and what the kernels for them take. */
export interface Together<Branch extends ConvolutionBranch> {
  readonly branches: readonly Branch[];
  /** The input, in parts. */
  readonly x: readonly tf.Tensor4D[];
  readonly filters: readonly tf.Tensor4D[];
  /** One for each of the branches, or none at all. */
  readonly biases: readonly tf.Tensor[];
  /** The parameters of the activations, branch by branch. */
  readonly parameters: readonly tf.Tensor[];
  readonly attributes: ConvolutionAttributes;
  readonly inputGradient: boolean;
}

/** How branches are computed together. */
interface Kind<Branch extends ConvolutionBranch, Result> {
  /** Branches of which it says something different are not of one kind. */
  readonly settings: (branch: Branch) => unknown;
  readonly compute: (together: Together<Branch>) => Result[];
  /** A result with another output. */
  readonly map: (result: Result, change: (y: tf.Tensor4D) => tf.Tensor4D) => Result;
}

/**
 * Calls `compute` for the branches of every kind together, and gives its results in the order of the branches. Of one kind are those whose
 * activations differ in nothing but learned parameters and noise, and whose settings are the same.
 */
export function byKind<Branch extends ConvolutionBranch, Result extends tf.TensorContainer>(
  x: readonly tf.Tensor4D[],
  branches: readonly Branch[],
  { inputGradient = true, ...shape }: ConvolutionShape & { readonly inputGradient?: boolean },
  { settings, compute, map }: Kind<Branch, Result>,
): Result[] {
  const together = (own: readonly Branch[]): Together<Branch> => {
    const activations = own.map(({ activation }) => activation);
    return {
      branches: own,
      x,
      filters: own.map(({ filter }) => filter),
      biases: biasesOf(own),
      parameters: parametersOf(activations),
      attributes: {
        ...shape,
        parts: x.length,
        branches: own.length,
        activation: kernelActivation(activations),
      },
      inputGradient,
    };
  };
  return tf.tidy(() => {
    const kinds = numbered(branches, settings);
    const results: Result[] = [];
    for (const kind of new Set(kinds)) {
      const places = kinds.flatMap((other, at) => (other === kind ? [at] : []));
      const own = places.map((at) => branches[at]!);
      const made = orComposed(
        () => compute(together(own)),
        () => {
          const linear = own.map((branch) => ({ ...branch, activation: null }));
          return compute(together(linear)).map((result, at) =>
            map(result, (y) => activate(y, own[at]!.activation)),
          );
        },
      );
      places.forEach((at, i) => {
        results[at] = made[i]!;
      });
    }
    return results;
  });
}

/** The first of the branches that is of the kind of each. */
function numbered<Branch extends ConvolutionBranch>(
  branches: readonly Branch[],
  settings: (branch: Branch) => unknown,
): number[] {
  if (branches.length === 1) return [0];
  const texts = branches.map((branch) => {
    const { options, clips } = kernelActivation([branch.activation]) ?? {};
    return JSON.stringify([options, clips, settings(branch)]);
  });
  return branches.map(({ activation }, at) =>
    branches.findIndex(
      (other, there) => other.activation?.function === activation?.function && texts[there] === texts[at],
    ),
  );
}

function biasesOf(branches: readonly ConvolutionBranch[]): tf.Tensor[] {
  if (!branches.some(({ bias }) => bias)) return [];
  return branches.map(({ filter, bias }) => bias ?? tf.zeros([filter.shape[3]]));
}

/** An operation on branches, with its gradient. */
interface BranchesOperation {
  /** For messages. */
  readonly name: string;
  /** What is learned for every filter beside biases, one list after the other. */
  readonly learned: readonly tf.Tensor[];
  /** The outputs, those of the branches first, and what is kept of them for the gradient. */
  readonly forward: (keep: boolean) => {
    readonly outputs: tf.Tensor[];
    readonly kept: readonly tf.Tensor[];
  };
  /**
   * In: x, filters, what was kept, the gradients of the branches' outputs, parameters of the activations. Out: the gradients of x (if it is
   * wanted), filters, biases (also where there are none), what is learned, parameters.
   */
  readonly gradient: (inputs: readonly tf.Tensor[]) => tf.Tensor[];
}

/** The outputs of an operation on branches, with their gradients. */
export function withBranchGradients(
  { x, filters, biases, parameters, inputGradient }: Together<ConvolutionBranch>,
  { name, learned, forward, gradient }: BranchesOperation,
): tf.Tensor[] {
  const dxs = inputGradient ? x : [];
  const count = filters.length;
  return withGradients({
    name,
    inputs: [...dxs, ...filters, ...biases, ...learned, ...parameters],
    forward: (keep) => {
      const { outputs, kept } = forward(keep);
      return { outputs, saved: [...x, ...filters, ...kept, ...parameters] };
    },
    backward: (dys, saved) => {
      const parametersAt = saved.length - parameters.length;
      const gradients = gradient([
        ...saved.slice(0, parametersAt),
        ...dys.slice(0, count),
        ...saved.slice(parametersAt),
      ]);
      const biasesAt = dxs.length + count;
      return [...gradients.slice(0, biasesAt + biases.length), ...gradients.slice(biasesAt + count)];
    },
  });
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
