import { createRequire } from 'node:module';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, expect, it } from 'vitest';
import { fusedKernel, hasFusedOperations, isFused } from '../src/index.js';

tf.registerBackend('device', () => new tf.KernelBackend());

beforeEach(async () => {
  await tf.setBackend('cpu');
});

it('knows nothing that was not registered', () => {
  expect(hasFusedOperations()).toBe(false);
  expect(isFused('sgdStep')).toBe(false);
});

it('finds what a device has registered for the current backend, and only there', async () => {
  tf.registerKernel(fusedKernel('RectifiedConv2D', 'device', () => []));
  expect(hasFusedOperations()).toBe(false);
  await tf.setBackend('device');
  expect(hasFusedOperations()).toBe(true);
  // A dense layer is the convolution of one pixel.
  expect([isFused('rectifiedConv2d'), isFused('rectifiedDense'), isFused('poolDropout')]).toEqual([
    true,
    true,
    false,
  ]);
  tf.unregisterKernel('RectifiedConv2D', 'device');
  expect(hasFusedOperations()).toBe(false);
});

it('shares what is registered with other copies of tfjs in the process', () => {
  const copy = createRequire(import.meta.url)('@tensorflow/tfjs-core') as typeof tf;
  copy.registerKernel(fusedKernel('RectifiedSgd', 'cpu', () => []));
  expect(isFused('sgdStep')).toBe(true);
  tf.unregisterKernel('RectifiedSgd', 'cpu');
});
