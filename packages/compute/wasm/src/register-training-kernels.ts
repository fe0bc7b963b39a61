import {
  Conv2D,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  Cos,
  FusedConv2D,
  getKernel,
  Identity,
  type KernelConfig,
  MaxPoolGrad,
  registerKernel,
  Sin,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { conv2dBackpropFilterConfig } from './conv2d-backprop-filter.js';
import { conv2dBackpropInputConfig } from './conv2d-backprop-input.js';
import { withFarAngles } from './far-angles.js';
import { identityConfig } from './identity.js';
import { maxPoolGradConfig } from './max-pool-grad.js';
import { withExplicitPadding } from './same-padding.js';

/** Makes convolutional networks trainable on the wasm backend, with correct results and without waste. Does nothing the second time. */
export function registerTrainingKernels(): void {
  if (getKernel(Conv2DBackpropFilter, 'wasm')) return;
  registerKernel(conv2dBackpropFilterConfig);
  replace(Conv2DBackpropInput, () => conv2dBackpropInputConfig);
  replace(Conv2D, withExplicitPadding);
  replace(FusedConv2D, withExplicitPadding);
  replace(MaxPoolGrad, () => maxPoolGradConfig);
  replace(Identity, () => identityConfig);
  replace(Sin, withFarAngles(Math.sin));
  replace(Cos, withFarAngles(Math.cos));
}

function replace(name: string, by: (kernel: KernelConfig) => KernelConfig): void {
  const kernel = getKernel(name, 'wasm');
  unregisterKernel(name, 'wasm');
  registerKernel(by(kernel));
}
