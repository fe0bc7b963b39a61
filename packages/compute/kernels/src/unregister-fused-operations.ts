import { getKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import type { FusedOperations } from './fused-operations.js';
import { kernelNameOf } from './kernel-name-of.js';

/**
 * Takes back what `registerFusedOperations` has registered for a backend: networks are composed of tfjs's own operations there from
 * then on. What somebody else has put in the place of these operations stays.
 */
export function unregisterFusedOperations(backend: string, operations: Partial<FusedOperations>): void {
  for (const [name, operation] of Object.entries(operations)) {
    const kernelName = kernelNameOf(name as keyof FusedOperations);
    if (getKernel(kernelName, backend)?.kernelFunc === (operation as unknown))
      unregisterKernel(kernelName, backend);
  }
}
