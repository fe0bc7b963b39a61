import { chooseBackend } from '@rectified/backend';
import { uniform } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers'; // the gradients of tfjs's operations
import { beforeAll, expect, it } from 'vitest';
import { compileSteps } from '../src/index.js';

beforeAll(() => chooseBackend({ backend: 'tfjs-node', kernels: 'plain' }));

it.each([
  { size: 3, strides: 2, pad: 'same', height: 8 },
  { size: 3, strides: 2, pad: 'same', height: 7 },
  { size: 3, strides: 2, pad: 'valid', height: 8 },
  { size: 2, strides: 2, pad: 'valid', height: 7 },
  { size: 3, strides: 1, pad: 'same', height: 4 },
] as const)(
  'of %j is for XLA what it is for TensorFlow, of equal values the first',
  ({ size, strides, pad, height }) => {
    // A third of them 0, as behind a rectifier, so that many are equal.
    const values = uniform(2 * height * 9 * 3, { seed: 1, stream: 2, step: 3 }).map((u) =>
      Math.max(0, Math.round(10 * u - 3)),
    );
    const shape: [number, number, number, number] = [2, height, 9, 3];
    const pool = (x: tf.Tensor4D) => tf.maxPool(x, size, strides, pad);
    const gradient = (x: tf.Tensor4D) => {
      const y = pool(x);
      const dy = tf.reshape(tf.range(1, y.size + 1), y.shape) as tf.Tensor4D;
      return tf.grad(pool as (x: tf.Tensor) => tf.Tensor)(x, dy);
    };
    const steps = compileSteps({
      variables: {},
      xla: true,
      functions: {
        of: {
          inputs: { x: { type: 'float32', shape } },
          most: 1,
          compute: ({ x }) => ({ dx: gradient(x as tf.Tensor4D) }),
        },
      },
    });
    const { dx } = steps.call('of', { count: 1, step: 0, inputs: { x: values } });
    steps.dispose();
    tf.tidy(() => {
      expect([...dx!]).toEqual([...gradient(tf.tensor(values, shape)).dataSync()]);
    });
  },
);
