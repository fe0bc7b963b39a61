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

const rectifiedDense: FusedOperations['rectifiedDense'] = (x) => x;

tf.registerBackend('device', () => new tf.KernelBackend());

beforeEach(async () => {
  await tf.setBackend('cpu');
});

it('knows nothing that was not registered', () => {
  expect(hasFusedOperations()).toBe(false);
  expect(fusedOperation('rectifiedDense')).toBeUndefined();
});

it('finds what a device has registered for the current backend, and only there', async () => {
  registerFusedOperations('device', { rectifiedDense });
  expect(hasFusedOperations()).toBe(false);
  await tf.setBackend('device');
  expect(hasFusedOperations()).toBe(true);
  expect(fusedOperation('rectifiedDense')).toBe(rectifiedDense);
  expect(fusedOperation('rectifiedConv2d')).toBeUndefined();
});

it('replaces without a complaint', () => {
  const warn = vi.spyOn(console, 'warn');
  const other: FusedOperations['rectifiedDense'] = (...given) => rectifiedDense(...given);
  registerFusedOperations('cpu', { rectifiedDense });
  registerFusedOperations('cpu', { rectifiedDense: other });
  expect(fusedOperation('rectifiedDense')).toBe(other);
  expect(warn).not.toHaveBeenCalled();
});

it('takes back what is registered, and nothing of anybody else', () => {
  const other: FusedOperations['rectifiedDense'] = (...given) => rectifiedDense(...given);
  registerFusedOperations('cpu', { rectifiedDense: other });
  unregisterFusedOperations('cpu', { rectifiedDense });
  expect(fusedOperation('rectifiedDense')).toBe(other);
  unregisterFusedOperations('cpu', { rectifiedDense: other });
  unregisterFusedOperations('cpu', { rectifiedDense: other });
  expect(hasFusedOperations()).toBe(false);
});

it('shares what is registered with other copies of tfjs in the process', () => {
  registerFusedOperations('cpu', { rectifiedDense });
  const copy = createRequire(import.meta.url)('@tensorflow/tfjs-core') as typeof tf;
  expect(copy.getKernel('@rectified/kernels/rectifiedDense', 'cpu').kernelFunc).toBe(rectifiedDense);
});
