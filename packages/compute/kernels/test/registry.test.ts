import { createRequire } from 'node:module';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, expect, it, vi } from 'vitest';
import {
  type FusedOperations,
  fusedOperation,
  hasFusedOperations,
  registerFusedOperations,
  unregisterFusedOperations,
} from '../src/index.js';

const sgdStep: FusedOperations['sgdStep'] = ({ weights, momenta }) => ({
  weights: [...weights],
  momenta: [...momenta],
});

tf.registerBackend('device', () => new tf.KernelBackend());

beforeEach(async () => {
  await tf.setBackend('cpu');
});

it('knows nothing that was not registered', () => {
  expect(hasFusedOperations()).toBe(false);
  expect(fusedOperation('sgdStep')).toBeUndefined();
});

it('finds what a device has registered for the current backend, and only there', async () => {
  registerFusedOperations('device', { sgdStep });
  expect(hasFusedOperations()).toBe(false);
  await tf.setBackend('device');
  expect(hasFusedOperations()).toBe(true);
  expect(fusedOperation('sgdStep')).toBe(sgdStep);
  expect(fusedOperation('poolDropout')).toBeUndefined();
});

it('replaces without a complaint', () => {
  const warn = vi.spyOn(console, 'warn');
  const other: FusedOperations['sgdStep'] = (options) => sgdStep(options);
  registerFusedOperations('cpu', { sgdStep });
  registerFusedOperations('cpu', { sgdStep: other });
  expect(fusedOperation('sgdStep')).toBe(other);
  expect(warn).not.toHaveBeenCalled();
});

it('takes back what is registered, and nothing of anybody else', () => {
  const other: FusedOperations['sgdStep'] = (options) => sgdStep(options);
  registerFusedOperations('cpu', { sgdStep: other });
  unregisterFusedOperations('cpu', { sgdStep });
  expect(fusedOperation('sgdStep')).toBe(other);
  unregisterFusedOperations('cpu', { sgdStep: other });
  unregisterFusedOperations('cpu', { sgdStep: other });
  expect(hasFusedOperations()).toBe(false);
});

it('shares what is registered with other copies of tfjs in the process', () => {
  registerFusedOperations('cpu', { sgdStep });
  const copy = createRequire(import.meta.url)('@tensorflow/tfjs-core') as typeof tf;
  expect(copy.getKernel('@rectified/kernels/sgdStep', 'cpu').kernelFunc).toBe(sgdStep);
});
