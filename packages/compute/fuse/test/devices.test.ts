import '@tensorflow/tfjs-backend-cpu';
import { fusedKernel } from '@rectified/kernels';
import { RReLU } from '@rectified/rrelu';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it, vi } from 'vitest';
import { fuse } from '../src/index.js';

/** A device with one kernel: all else is composed. */
const pool = vi.fn((x: tf.Tensor4D) => tf.maxPool(x, 2, 2, 'valid'));

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
  tf.registerKernel(
    fusedKernel('RectifiedPoolDropout', 'cpu', ([x]) => [pool(x as tf.Tensor4D), tf.tensor1d([])]),
  );
  expect(fused.plan.active).toBe(true);
  expect(fused.predict(x).arraySync()).toEqual(before);
  expect(pool).toHaveBeenCalledOnce();
  expect(fused.plan.steps[2]).toEqual({ layers: ['pooling'], kernel: 'poolDropout' });
  const { numTensors } = tf.memory();
  tf.dispose(fused.apply(x, { training: true }));
  expect(tf.memory().numTensors).toBe(numTensors);
});
