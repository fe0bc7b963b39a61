import { getKernel, type KernelConfig, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import { batchNorm, batchNormGrad } from './batch-norm.js';
import { conv2d, conv2dGrad } from './convolution.js';
import { normalizedConv2d, normalizedConv2dGrad } from './normalized-convolution.js';
import { poolDropout, poolDropoutGrad } from './pool-dropout.js';
import { sgd } from './sgd.js';
import { sum, sumGrad } from './sum.js';

/** All kernels of this device. */
const kernels: readonly KernelConfig[] = [
  ...[conv2d, conv2dGrad],
  ...[normalizedConv2d, normalizedConv2dGrad],
  ...[batchNorm, batchNormGrad],
  ...[sum, sumGrad],
  ...[poolDropout, poolDropoutGrad],
  sgd,
];

/** Registers the kernels with tfjs, replacing those of another copy of this package. */
export function registerKernels(): void {
  for (const kernel of kernels) {
    const { kernelName, backendName } = kernel;
    if (getKernel(kernelName, backendName)) unregisterKernel(kernelName, backendName);
    registerKernel(kernel);
  }
}

/** Unregisters the kernels, except where something else has replaced them. */
export function unregisterKernels(): void {
  for (const { kernelName, backendName, kernelFunc } of kernels)
    if (getKernel(kernelName, backendName)?.kernelFunc === kernelFunc)
      unregisterKernel(kernelName, backendName);
}
