import { type FusedKernels, fusedKernel, type KernelName } from '@rectified/kernels';
import * as tf from '@tensorflow/tfjs-core';

/** A kernel of tfjs-node's backend. */
export function nativeKernel<Name extends KernelName>(
  name: Name,
  compute: (inputs: readonly tf.Tensor[], attributes: FusedKernels[Name]) => tf.Tensor[],
): tf.KernelConfig {
  return fusedKernel(name, 'tensorflow', compute);
}

/** Reshapes gradients to the shapes of the tensors they belong to. */
export function shapedAs(of: readonly tf.Tensor[], gradients: readonly tf.Tensor[]): tf.Tensor[] {
  return gradients.map((gradient, at) => tf.reshape(gradient, of[at]!.shape));
}
