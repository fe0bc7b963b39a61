import { fusedOperation } from './fused-operation.js';
import type { OperationName } from './fused-operations.js';

const names = Object.keys({
  rectifiedConv2d: true,
  normalizedConv2d: true,
  rectifiedDense: true,
  rectifiedSum: true,
  batchNormRectified: true,
  poolDropout: true,
  sgdStep: true,
} satisfies Record<OperationName, true>) as OperationName[];

/** Whether any fused operation is registered for tfjs's current backend. */
export function hasFusedOperations(): boolean {
  return names.some(fusedOperation);
}
