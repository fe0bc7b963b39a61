import {
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  getKernel,
  Identity,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { conv2dBackpropFilterConfig } from './conv2d-backprop-filter.js';
import { conv2dBackpropInputConfig } from './conv2d-backprop-input.js';
import { identityConfig } from './identity.js';

/** Makes convolutional nets trainable on the wasm backend. Does nothing the second time. */
export function registerTrainingKernels(): void {
  if (getKernel(Conv2DBackpropFilter, 'wasm')) return;
  registerKernel(conv2dBackpropFilterConfig);
  const naive = getKernel(Conv2DBackpropInput, 'wasm');
  unregisterKernel(Conv2DBackpropInput, 'wasm');
  registerKernel(conv2dBackpropInputConfig(naive));
  unregisterKernel(Identity, 'wasm');
  registerKernel(identityConfig);
}
