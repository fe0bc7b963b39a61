import { getBackend, getKernel } from '@tensorflow/tfjs-core';
import { kernelNameOf } from './kernel-name-of.js';

/** What computes each operation, in tfjs's registry. */
const kernels = {
  rectifiedConv2d: kernelNameOf('rectifiedConv2d'),
  normalizedConv2d: kernelNameOf('normalizedConv2d'),
  rectifiedDense: kernelNameOf('rectifiedDense'),
  rectifiedSum: 'RectifiedSum',
  batchNormRectified: kernelNameOf('batchNormRectified'),
  poolDropout: 'RectifiedPoolDropout',
  sgdStep: 'RectifiedSgd',
} as const;

/** The operations of this package by their names. */
export type OperationName = keyof typeof kernels;

/** Whether tfjs's current backend has a kernel for an operation, which else is composed of tfjs's own. */
export function isFused(operation: OperationName): boolean {
  return getKernel(kernels[operation], getBackend()) != null;
}

/** Whether tfjs's current backend has a kernel for any of the operations. */
export function hasFusedOperations(): boolean {
  return (Object.keys(kernels) as OperationName[]).some(isFused);
}
