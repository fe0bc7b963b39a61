import { getKernel, type KernelConfig, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import { batchNorm, batchNormGrad } from './batch-norm.js';
import { conv2d, conv2dGrad } from './convolution.js';
import { normalizedConv2d, normalizedConv2dGrad } from './normalized-convolution.js';
import { poolDropout, poolDropoutGrad } from './pool-dropout.js';
import { sgd } from './sgd.js';
import { sum, sumGrad } from './sum.js';

/** What networks are computed with where the kernels are loaded. */
const kernels: readonly KernelConfig[] = [
  ...[conv2d, conv2dGrad],
  ...[normalizedConv2d, normalizedConv2dGrad],
  ...[batchNorm, batchNormGrad],
  ...[sum, sumGrad],
  ...[poolDropout, poolDropoutGrad],
  sgd,
];

/** Registers the kernels with tfjs, in the place of what another copy of this package has registered. */
export function registerKernels(): void {
  for (const kernel of kernels) {
    const { kernelName, backendName } = kernel;
    if (getKernel(kernelName, backendName)) unregisterKernel(kernelName, backendName);
    registerKernel(kernel);
  }
}

/** Takes them back. What somebody else has put in their place stays. */
export function unregisterKernels(): void {
  for (const { kernelName, backendName, kernelFunc } of kernels)
    if (getKernel(kernelName, backendName)?.kernelFunc === kernelFunc)
      unregisterKernel(kernelName, backendName);
}
