import { getBackend, getKernel } from '@tensorflow/tfjs-core';
import type { KernelName } from './fused-kernels.js';

/** The kernel of each operation in tfjs's registry. */
const kernels = {
  rectifiedConv2d: 'RectifiedConv2D',
  normalizedConv2d: 'NormalizedConv2D',
  rectifiedDense: 'RectifiedConv2D',
  rectifiedSum: 'RectifiedSum',
  batchNormRectified: 'RectifiedBatchNorm',
  poolDropout: 'RectifiedPoolDropout',
  sgdStep: 'RectifiedSgd',
} as const satisfies Record<string, KernelName>;

/** The operations of this package by their names. */
export type OperationName = keyof typeof kernels;

/** Whether tfjs's current backend has a kernel for an operation; otherwise it is composed of tfjs's own. */
export function isFused(operation: OperationName): boolean {
  return getKernel(kernels[operation], getBackend()) != null;
}

/** Whether tfjs's current backend has a kernel for any of the operations. */
export function hasFusedOperations(): boolean {
  return (Object.keys(kernels) as OperationName[]).some(isFused);
}
