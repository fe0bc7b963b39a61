import type { ElementwiseFunction } from '@rectified/activation';
import type { NoiseKey } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import type { BatchNormAttributes, BatchNormGradAttributes } from './batch-norm-rectified.js';
import type { NormalizedConv2dAttributes, NormalizedConv2dGradAttributes } from './normalized-conv2d.js';
import type { PoolDropoutAttributes } from './pool-dropout.js';
import type { Conv2dAttributes, Conv2dGradAttributes } from './rectified-conv2d.js';
import type { SumAttributes } from './rectified-sum.js';
import type { SgdAttributes } from './sgd-step.js';

/** An activation as a kernel takes it: all but its learned parameters, which are inputs. null for none. */
export type KernelActivation = {
  readonly function: ElementwiseFunction;
  readonly options: readonly number[];
  /** Of each parameter: it is clipped before it is used, and its gradient is not masked by the clip. */
  readonly clips: readonly (readonly [low: number, high: number])[];
  readonly noise: readonly NoiseKey[];
} | null;

/**
 * The kernels that a device may register, with their attributes. What goes in and what comes out are lists of tensors, in the order that the
 * attributes' docstrings say; a kernel whose name ends in `Grad` computes the gradients of the one without.
 *
 * A kernel that cannot compute an activation throws an {@link UnsupportedActivation} before it does anything: then it is called
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

/**
 * A kernel for `tf.registerKernel`.
 *
 * @example
 * tf.registerKernel(fusedKernel('RectifiedSgd', 'webgpu', (inputs, { rates, decays, momentum }) => ...));
 */
export function fusedKernel<Name extends KernelName>(
  kernelName: Name,
  backendName: string,
  compute: (inputs: readonly tf.Tensor[], attributes: FusedKernels[Name]) => tf.TensorInfo[],
): tf.KernelConfig {
  const kernelFunc: tf.KernelFunc = ({ inputs, attrs }) =>
    compute(Object.values(inputs) as tf.Tensor[], attrs as unknown as FusedKernels[Name]);
  return { kernelName, backendName, kernelFunc };
}

/** Runs a kernel of tfjs's current backend. What it makes beside its outputs is disposed of. */
export function runKernel<Name extends KernelName>(
  name: Name,
  inputs: readonly tf.Tensor[],
  attributes: FusedKernels[Name],
): tf.Tensor[] {
  // A list in the place of named inputs, as tfjs gives it to its own kernels that take one (`Concat`, `AddN`).
  const named = inputs as unknown as tf.NamedTensorMap;
  const attrs = attributes as unknown as tf.NamedAttrMap;
  return tf.tidy(() => tf.engine().runKernel(name, named, attrs) as tf.Tensor[]);
}
