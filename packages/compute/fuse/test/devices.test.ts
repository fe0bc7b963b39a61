import '@tensorflow/tfjs-backend-cpu';
import { type FusedOperations, registerFusedOperations } from '@rectified/kernels';
import { RReLU } from '@rectified/rrelu';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it, vi } from 'vitest';
import { fuse } from '../src/index.js';

/** A device with one operation: all others are composed. */
const rectifiedDense = vi.fn<FusedOperations['rectifiedDense']>((x, kernel, bias) =>
  tf.add(tf.matMul(x, kernel), bias!),
);

beforeAll(async () => {
  await tf.setBackend('cpu');
});

it('computes by what a device has registered, and by the layers what it has not', () => {
  const model = sequential();
  model.add(layers.conv2d({ filters: 3, kernelSize: 3, inputShape: [6, 6, 2], name: 'convolution' }));
  model.add(new RReLU({ name: 'noise', seed: 1 }));
  model.add(layers.batchNormalization({ name: 'normalization' }));
  model.add(layers.maxPooling2d({ poolSize: 2, name: 'pooling' }));
  model.add(layers.flatten({ name: 'flat' }));
  model.add(layers.dense({ units: 4, name: 'dense' }));
  const x = tf.randomNormal([2, 6, 6, 2], 0, 1, 'float32', 1);
  const fused = fuse(model);

  expect(fused.plan.active).toBe(false);
  const before = fused.predict(x).arraySync();
  registerFusedOperations('cpu', { rectifiedDense });
  expect(fused.plan.active).toBe(true);
  expect(fused.predict(x).arraySync()).toEqual(before);
  expect(rectifiedDense).toHaveBeenCalledOnce();
  expect(fused.plan.steps.at(-1)).toEqual({ layers: ['dense'], kernel: 'rectifiedDense' });
  const { numTensors } = tf.memory();
  tf.dispose(fused.apply(x, { training: true }));
  expect(tf.memory().numTensors).toBe(numTensors);
});
