import type { FusedOperations } from './fused-operations.js';

/** What an operation is called in tfjs's registry, which all libraries share. */
export function kernelNameOf(operation: keyof FusedOperations): string {
  return `@rectified/kernels/${operation}`;
}
