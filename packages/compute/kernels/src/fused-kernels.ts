import type { ElementwiseFunction } from '@rectified/activation';
import type { NoiseKey } from '@rectified/random';

/**
 * The kernels that a device may register, with their attributes. What goes in and what comes out are lists of tensors, in the order that the
 * attributes' docstrings say; a kernel whose name ends in `Grad` computes the gradients of the one without.
 *
 * A kernel that cannot compute an activation throws an `UnsupportedActivation` before it does anything: then it is called
 * without, and the activation is composed.
 */
export interface FusedKernels {
  RectifiedConv2D: Conv2dAttributes;
  RectifiedConv2DGrad: Conv2dGradAttributes;
  NormalizedConv2D: NormalizedConv2dAttributes;
  NormalizedConv2DGrad: NormalizedConv2dGradAttributes;
  RectifiedBatchNorm: BatchNormAttributes;
  RectifiedBatchNormGrad: BatchNormGradAttributes;
  RectifiedSum: SumAttributes & { readonly keep: boolean };
  RectifiedSumGrad: SumAttributes;
  RectifiedPoolDropout: PoolDropoutAttributes;
  RectifiedPoolDropoutGrad: PoolDropoutAttributes;
  RectifiedSgd: SgdAttributes;
}

export type KernelName = keyof FusedKernels;

/** An activation as a kernel takes it: all but its learned parameters, which are inputs. null for none. */
export type KernelActivation = {
  readonly function: ElementwiseFunction;
  readonly options: readonly number[];
  /** Of each parameter: it is clipped before it is used, and its gradient is not masked by the clip. */
  readonly clips: readonly (readonly [low: number, high: number])[];
  readonly noise: readonly NoiseKey[];
} | null;

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

/**
 * In: parts of x, filters, biases (if there are `biases`, of every branch), parameters of the activations, branch by branch.
 * Out: y of every branch, and, to `keep` them, what the gradients need in their places, each empty if y is enough.
 */
interface Conv2dAttributes extends ConvolutionAttributes {
  readonly biases: boolean;
  readonly keep: boolean;
}

/**
 * In: parts of x, filters, y of every branch (or again what was kept in its place), what was kept, dy of every branch, parameters.
 * Out: the gradients of the parts, if they are wanted, of filters, of biases (also where there are none) and of parameters.
 */
interface Conv2dGradAttributes extends ConvolutionAttributes {
  readonly inputGradient: boolean;
}

export interface AveragePooling {
  /** Height and width of a window, odd. */
  size: readonly [number, number];
  /** What is divided by where a window reaches beyond the input: the cells `present`, or the `full` size. */
  edge: 'present' | 'full';
}

export interface NormalizedAttributes extends ConvolutionAttributes {
  /** Of every branch. */
  readonly poolings: readonly (AveragePooling | undefined)[];
  readonly epsilon: number;
  /** Whether mean and variance are those of the convolution's output. */
  readonly training: boolean;
}

/**
 * In, each for every branch but the first: parts of x, filters, biases (if there are `biases`), gammas, betas, means, variances (moving ones, or in training
 * averages that count, or empty ones), addends (if there are `addends`, in inference alone), parameters of the activations.
 * Out: y of every branch; to `keep` them, two tensors of every branch that the gradient needs; in training means and variances, or the averages
 * with them counted in.
 */
interface NormalizedConv2dAttributes extends NormalizedAttributes {
  readonly biases: boolean;
  readonly addends: boolean;
  readonly momentum: number;
  readonly keep: boolean;
}

/**
 * In: parts of x, filters, what was kept (first one tensor of every branch, then the other), dy of every branch, parameters. Out: the gradients of the
 * parts, if they are wanted, of filters, biases (also where there are none), gammas, betas and parameters.
 */
interface NormalizedConv2dGradAttributes extends NormalizedAttributes {
  readonly inputGradient: boolean;
}

/**
 * In: x, gamma, beta, mean and variance that are `given` (moving ones, or averages that count), parameters of the activation. Out: y, two
 * tensors that the gradient needs, then, unless moving ones are given, mean and variance of x, then the averages if they are given.
 */
interface BatchNormAttributes {
  readonly epsilon: number;
  readonly given: 'nothing' | 'moving' | 'averages';
  /** Of the averages. */
  readonly momentum: number;
  readonly activation: KernelActivation;
}

/**
 * In: the two tensors that were kept, dy, gamma, beta, mean and variance as they were used, parameters. Out: the gradients of x, gamma, beta and
 * parameters.
 */
interface BatchNormGradAttributes {
  readonly epsilon: number;
  /** Whether mean and variance were those of x. */
  readonly training: boolean;
  readonly activation: KernelActivation;
}

/**
 * In: `count` addends, parameters of the activation. Out: y, and, to `keep` it, what the gradient needs in its place, empty if y is enough.
 *
 * The gradient. In: y, what was kept, dy, parameters. Out: the gradients of the sum and of each parameter.
 */
interface SumAttributes {
  readonly count: number;
  readonly activation: KernelActivation;
}

/** Height and width. */
export type Pair = readonly [height: number, width: number];

/**
 * In: x. Out: y, and what the gradient needs.
 *
 * The gradient. In: what was kept, dy. Out: dx.
 */
export interface PoolDropoutAttributes {
  readonly kind: 'largest' | 'mean';
  readonly size: Pair;
  readonly strides: Pair;
  /** The cells that the first windows reach beyond the input, above and to the left. */
  readonly pads: Pair;
  /** Height and width of x and of y. */
  readonly in: Pair;
  readonly out: Pair;
  readonly edge: 'present' | 'full';
  /** Absent where nothing is dropped. */
  readonly dropout?: { readonly rate: number; readonly noise: NoiseKey };
}

/** In: weights, momenta, gradients. Out: new weights, new momenta. */
interface SgdAttributes {
  /** Of every weight. */
  readonly rates: readonly number[];
  readonly decays: readonly number[];
  readonly momentum: number;
  /** Limits of every element of the gradients, of the norm of all together. */
  readonly clip?: { readonly value?: number; readonly norm?: number };
}
