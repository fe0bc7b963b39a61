import type { ElementwiseFunction } from '@rectified/activation';
import type { NoiseKey } from '@rectified/random';

/**
 * The kernels that a device may register, with their attributes. Inputs and outputs are lists of tensors, in the order given by the
 * attributes' docstrings. A kernel whose name ends in `Grad` computes the gradients of the kernel without that ending.
 *
 * A kernel that cannot compute an activation throws an `UnsupportedActivation` before doing anything else. It is then called
 * without an activation, and the activation is composed.
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

/** An activation as a kernel takes it: everything but its learned parameters, which are inputs. null for none. */
export type KernelActivation = {
  readonly function: ElementwiseFunction;
  readonly options: readonly number[];
  /** Per parameter: the bounds it is clipped to before use. The clip does not mask its gradient. */
  readonly clips: readonly (readonly [low: number, high: number])[];
  readonly noise: readonly NoiseKey[];
} | null;

/** The geometry of a convolution. */
export interface ConvolutionShape {
  readonly strides: readonly [number, number];
  /** Zeros above, below, left and right. */
  readonly pads: readonly number[];
  readonly depthwise: boolean;
}

/** Convolutions of one input, whose activations differ only in learned parameters and noise. */
export interface ConvolutionAttributes extends ConvolutionShape {
  /** The number of parts the input is given in, which are concatenated over the channels. */
  readonly parts: number;
  readonly branches: number;
  readonly activation: KernelActivation;
}

/**
 * In: the parts of x; filters; biases, if `biases`; the activations' parameters, branch by branch.
 * Out: y of every branch; if `keep`, also a tensor per branch that its gradient needs instead of y, empty if it needs y itself.
 */
interface Conv2dAttributes extends ConvolutionAttributes {
  readonly biases: boolean;
  readonly keep: boolean;
}

/**
 * In: the parts of x; filters; y of every branch, or nothing without an activation; the kept tensors; dy of every branch; parameters.
 * Out: the gradients of the parts, if `inputGradient`; of filters; of biases, even without `biases`; of parameters.
 */
interface Conv2dGradAttributes extends ConvolutionAttributes {
  readonly inputGradient: boolean;
}

export interface AveragePooling {
  /** Height and width of a window, odd. */
  size: readonly [number, number];
  /** The divisor of a window that reaches beyond the input: the number of cells `present`, or the `full` size. */
  edge: 'present' | 'full';
}

export interface NormalizedAttributes extends ConvolutionAttributes {
  /** Per branch: the average pooling before its convolution, if any. */
  readonly poolings: readonly (AveragePooling | undefined)[];
  readonly epsilon: number;
  /** Whether to normalize by the mean and variance of the batch. */
  readonly training: boolean;
}

/**
 * In: the parts of x; then, each for all branches, filters; biases, if `biases`; gammas; betas; means; variances; addends, if `addends`
 * (only in inference); the activations' parameters. Means and variances are the moving ones in inference; in training the moving averages
 * to update, or empty.
 * Out, each for all branches: y; if `keep`, a first and a second tensor that the gradient needs; in training the mean and the variance of the
 * batch or, if moving averages were given, their new values.
 */
interface NormalizedConv2dAttributes extends NormalizedAttributes {
  readonly biases: boolean;
  readonly addends: boolean;
  readonly momentum: number;
  readonly keep: boolean;
}

/**
 * In: the parts of x; filters; the first kept tensor of every branch; the second of every branch; dy of every branch; parameters.
 * Out: the gradients of the parts, if `inputGradient`; of filters; of biases, even without `biases`; of gammas; betas; parameters.
 */
interface NormalizedConv2dGradAttributes extends NormalizedAttributes {
  readonly inputGradient: boolean;
}

/**
 * In: x; gamma; beta; the mean and variance that are `given`, if any; the activation's parameters. With `moving`, x is normalized by
 * those; otherwise by its own, and `averages` are the moving averages to update.
 * Out: y; two tensors that the gradient needs; unless `moving`, mean and variance of x; with `averages`, their new values.
 */
interface BatchNormAttributes {
  readonly epsilon: number;
  readonly given: 'nothing' | 'moving' | 'averages';
  /** The share of a moving average that an update keeps. */
  readonly momentum: number;
  readonly activation: KernelActivation;
}

/**
 * In: the two kept tensors; dy; gamma; beta; the mean and variance that were used; parameters. Out: the gradients of x, gamma, beta and
 * parameters.
 */
interface BatchNormGradAttributes {
  readonly epsilon: number;
  /** Whether mean and variance were those of x. */
  readonly training: boolean;
  readonly activation: KernelActivation;
}

/**
 * In: `count` addends; the activation's parameters. Out: y; if `keep`, also the tensor that the gradient needs instead of y, empty if it
 * needs y itself.
 *
 * Gradient. In: y; the kept tensor; dy; parameters. Out: the gradients of the sum and of each parameter.
 */
interface SumAttributes {
  readonly count: number;
  readonly activation: KernelActivation;
}

/** Height and width. */
export type Pair = readonly [height: number, width: number];

/**
 * In: x. Out: y, and a tensor that the gradient needs.
 *
 * Gradient. In: that tensor; dy. Out: dx.
 */
export interface PoolDropoutAttributes {
  readonly kind: 'largest' | 'mean';
  readonly size: Pair;
  readonly strides: Pair;
  /** By how many cells the first window reaches beyond the input, above and to the left. */
  readonly pads: Pair;
  /** Height and width of x and of y. */
  readonly in: Pair;
  readonly out: Pair;
  readonly edge: 'present' | 'full';
  /** Absent if nothing is dropped. */
  readonly dropout?: { readonly rate: number; readonly noise: NoiseKey };
}

/** In: weights; momenta; gradients. Out: new weights; new momenta. */
interface SgdAttributes {
  /** Per weight. */
  readonly rates: readonly number[];
  readonly decays: readonly number[];
  readonly momentum: number;
  /** Limits of every element of the gradients, and of their joint norm. */
  readonly clip?: { readonly value?: number; readonly norm?: number };
}
