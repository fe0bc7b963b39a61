import { getKernel, type KernelFunc, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import type { FusedOperations } from './fused-operations.js';
import { kernelNameOf } from './kernel-name-of.js';

/**
 * Registers operations for a backend of tfjs, among its kernels: all of {@link FusedOperations}, or those that a device
 * has. Networks that are computed on this backend use them from then on; what is not registered is composed of tfjs's own
 * operations. Those that were registered before are replaced.
 *
 * The registry is tfjs's, so that copies of this package (as ES module and as CommonJS) have one. The kernels take the
 * arguments of {@link FusedOperations} and record their gradients themselves: {@link fusedOperation} finds them,
 * `tf.engine().runKernel` cannot call them.
 *
 * @example
 * registerFusedOperations('webgpu', { rectifiedDense });
 */
export function registerFusedOperations(backend: string, operations: Partial<FusedOperations>): void {
  for (const [name, operation] of Object.entries(operations)) {
    const kernelName = kernelNameOf(name as keyof FusedOperations);
    if (getKernel(kernelName, backend)) unregisterKernel(kernelName, backend);
    registerKernel({ kernelName, backendName: backend, kernelFunc: operation as unknown as KernelFunc });
  }
}
