import { type AveragePooling, normalizedConv2dBranches, rectifiedConv2dBranches } from '@rectified/native';
import type * as tf from '@tensorflow/tfjs-core';
import type { ActivationInPass } from './activation-of.js';
import type { Call } from './call.js';
import type { Layer } from './layer.js';
import type { Normalization } from './normalization.js';

/** A convolution without the activation within it. */
export interface Convolution {
  /** Its weights, as they are now. */
  readonly layer: { readonly kernel: Weight; readonly bias: Weight | null };
  readonly kernelSize: readonly number[];
  readonly strides: [number, number];
}

type Weight = Layer['weights'][number];

/** A convolution with its batch normalization and its activation. */
export interface Branch {
  readonly convolution: Convolution;
  readonly normalization: Normalization | undefined;
  readonly pooling: AveragePooling | undefined;
  readonly activation: ActivationInPass;
  readonly pad: 'same' | 'valid' | readonly [number, number, number, number];
}

/** Whether two convolutions of the same input gain from being one operation: where they are matrix products. */
export function join(one: Branch, other: Branch): boolean {
  const normalized = [one, other].filter(({ normalization }) => normalization !== undefined);
  return isProduct(one) && isProduct(other) && normalized.length !== 1;
}

/** Whether a convolution is a product of its input, as it is, and a matrix. */
export function isProduct({ convolution: { kernelSize, strides }, pad }: Branch): boolean {
  return typeof pad === 'string' && [...kernelSize, ...strides].every((size) => size === 1);
}

/** The outputs of a convolution, or of several that {@link join}. `x` may be in parts where they are products. */
export function runBranches(branches: readonly Branch[], x: readonly tf.Tensor[], call: Call): tf.Tensor[] {
  const { training, inputGradient } = call;
  const [{ convolution, pad }] = branches as readonly [Branch];
  const options = { strides: convolution.strides, pad, inputGradient };
  const own = branches.map(({ convolution: { layer }, activation }) => ({
    filter: layer.kernel.read() as tf.Tensor4D,
    bias: layer.bias?.read() as tf.Tensor1D | undefined,
    activation: activation(call),
  }));
  const normalizations = branches.flatMap(({ normalization }) => normalization ?? []);
  const images = x as readonly tf.Tensor4D[];
  if (normalizations.length === 0) return rectifiedConv2dBranches(images, own, options);
  const outputs = normalizedConv2dBranches(
    images,
    own.map((branch, at) => ({
      ...branch,
      ...normalizations[at]!.parameters({ training }),
      pooling: branches[at]!.pooling,
    })),
    options,
  );
  return outputs.map(({ y, statistics }, at) => {
    if (statistics) normalizations[at]!.update(statistics);
    return y;
  });
}
