import * as tf from '@tensorflow/tfjs-core';
import type { FusedKernels, KernelName } from './fused-kernels.js';

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

/** Runs a kernel of tfjs's current backend. Any other tensors that it creates are disposed of. */
export function runKernel<Name extends KernelName>(
  name: Name,
  inputs: readonly tf.Tensor[],
  attributes: FusedKernels[Name],
): tf.Tensor[] {
  // A list in place of named inputs, as tfjs passes to its own variadic kernels (`Concat`, `AddN`).
  const named = inputs as unknown as tf.NamedTensorMap;
  const attrs = attributes as unknown as tf.NamedAttrMap;
  return tf.tidy(() => tf.engine().runKernel(name, named, attrs) as tf.Tensor[]);
}
