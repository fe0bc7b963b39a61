import { type AveragePooling, normalizedConv2dBranches, rectifiedConv2dBranches } from '@rectified/kernels';
import type * as tf from '@tensorflow/tfjs-core';
import type { ActivationInPass } from './activation-of.js';
import type { Call } from './call.js';
import type { Normalization } from './normalization.js';

/** A convolution without its own activation. */
export interface Convolution {
  /** The current weights. */
  readonly filter: () => tf.Tensor4D;
  readonly bias: () => tf.Tensor1D | undefined;
  /** The number of output channels. */
  readonly filters: number;
  /** Whether each channel is convolved separately. */
  readonly depthwise: boolean;
  readonly kernelSize: readonly number[];
  readonly strides: [number, number];
}

/** A convolution with the batch normalization and the activation after it. */
export interface Branch {
  readonly convolution: Convolution;
  readonly normalization: Normalization | undefined;
  readonly pooling: AveragePooling | undefined;
  readonly activation: ActivationInPass;
  readonly pad: 'same' | 'valid' | readonly [number, number, number, number];
}

/** Whether two convolutions of the same input are faster as one operation: if they are matrix products. */
export function join(one: Branch, other: Branch): boolean {
  const normalized = [one, other].filter(({ normalization }) => normalization !== undefined);
  return isProduct(one) && isProduct(other) && normalized.length !== 1;
}

/** Whether a convolution is a matrix product of its unpadded input. */
export function isProduct({ convolution: { kernelSize, strides, depthwise }, pad }: Branch): boolean {
  return typeof pad === 'string' && !depthwise && [...kernelSize, ...strides].every((size) => size === 1);
}

/**
 * Computes the outputs of one convolution, or of several that {@link join}. `x` may be given in parts if they are products. `addend` is
 * added before the activation of a single convolution with normalization.
 */
export function runBranches(
  branches: readonly Branch[],
  x: readonly tf.Tensor[],
  call: Call,
  addend?: tf.Tensor,
): tf.Tensor[] {
  const [{ convolution, pad }] = branches as readonly [Branch];
  const { strides, depthwise } = convolution;
  const options = { strides, pad, depthwise, inputGradient: call.inputGradient };
  const images = x as readonly tf.Tensor4D[];
  const normalizations = branches.flatMap(({ normalization }) => normalization ?? []);
  if (normalizations.length === 0)
    return rectifiedConv2dBranches(images, convolutionsOf(branches, call), options);
  const outputs = normalizedConv2dBranches(
    images,
    convolutionsOf(branches, call).map((branch, at) => ({
      ...branch,
      ...normalizations[at]!.parameters(call),
      pooling: branches[at]!.pooling,
      addend: addend as tf.Tensor4D | undefined,
    })),
    options,
  );
  return outputs.map(({ y, statistics }, at) => {
    if (statistics) normalizations[at]!.update(statistics);
    return y;
  });
}

/** The weights and activations of this pass. Random activations draw here. */
function convolutionsOf(branches: readonly Branch[], call: Call) {
  return branches.map(({ convolution: { filter, bias }, activation }) => ({
    filter: filter(),
    bias: bias(),
    activation: activation(call),
  }));
}
