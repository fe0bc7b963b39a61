import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { type FusedKernels, fusedKernel, isFused, sgdStep } from '../src/index.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

afterEach(() => {
  if (isFused('sgdStep')) tf.unregisterKernel('RectifiedSgd', 'cpu');
});

const given = () => ({
  weights: [tf.tensor1d([1, 2]), tf.scalar(3)],
  momenta: [tf.tensor1d([0, 4]), tf.scalar(0)],
  gradients: [tf.tensor1d([8, -1]), tf.scalar(2)],
  rates: [0.5, 0.25],
  decays: [0.5, 0],
  momentum: 0.5,
});
const values = (tensors: tf.Tensor[]) => tensors.map((tensor) => [...tensor.dataSync()]);

it('is the update of cxxnet, composed, and leaves nothing else behind', () => {
  const options = given();
  const { numTensors } = tf.memory();
  const next = sgdStep(options);
  // m' = 0.5 m - rate (g + decay w), w' = w + m'
  expect(values(next.momenta)).toEqual([[-4.25, 2], [-0.5]]);
  expect(values(next.weights)).toEqual([[-3.25, 4], [2.5]]);
  expect(tf.memory().numTensors).toBe(numTensors + 4);
  const clipped = sgdStep({ ...options, clip: { value: 4 } });
  expect(values(clipped.momenta)).toEqual([[-2.25, 2], [-0.5]]);
  // The norm of 4, -1 and 2 is that of 21, of which half is left.
  const scaled = sgdStep({ ...options, clip: { value: 4, norm: Math.sqrt(21) / 2 } });
  expect(scaled.momenta[1]!.dataSync()[0]).toBeCloseTo(-0.25, 6);
});

it('is computed by the kernel that a device has registered', () => {
  const attributes: FusedKernels['RectifiedSgd'][] = [];
  tf.registerKernel(
    fusedKernel('RectifiedSgd', 'cpu', (inputs, given) => {
      attributes.push(given);
      return inputs.slice(0, 4).map((tensor) => tf.neg(tensor));
    }),
  );
  const next = sgdStep(given());
  expect(values(next.weights)).toEqual([[-1, -2], [-3]]);
  expect(values(next.momenta)[0]).toEqual([-0, -4]);
  expect(attributes).toEqual([{ rates: [0.5, 0.25], decays: [0.5, 0], momentum: 0.5 }]);
});

it('refuses lists that do not fit together, whatever computes it', () => {
  expect(() => sgdStep({ ...given(), rates: [1] })).toThrow(/rates of an SGD step.*2.*1/);
  expect(() => sgdStep({ ...given(), momenta: [tf.scalar(1), tf.scalar(1)] })).toThrow(
    /number 0 have different sizes.*2, 1, 2/,
  );
  expect(sgdStep({ weights: [], momenta: [], gradients: [], rates: [], decays: [], momentum: 0 })).toEqual({
    weights: [],
    momenta: [],
  });
});
