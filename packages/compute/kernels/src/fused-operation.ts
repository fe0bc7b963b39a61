import { getBackend, getKernel } from '@tensorflow/tfjs-core';
import type { FusedOperations } from './fused-operations.js';
import { kernelNameOf } from './kernel-name-of.js';

/**
 * An operation as tfjs's current backend has it; undefined if nobody has registered it. */
export function fusedOperation<Name extends keyof FusedOperations>(
  name: Name,
): FusedOperations[Name] | undefined {
  return getKernel(kernelNameOf(name), getBackend())?.kernelFunc as unknown as
    | FusedOperations[Name]
    | undefined;
}
