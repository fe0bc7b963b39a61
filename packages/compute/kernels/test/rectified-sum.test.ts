import '@tensorflow/tfjs-backend-cpu';
import type { ElementwiseCall } from '@rectified/activation';
import { PReLU } from '@rectified/prelu';
import { ReLU } from '@rectified/relu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { fusedKernel, isFused, rectifiedSum, UnsupportedActivation } from '../src/index.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const relu: ElementwiseCall = new ReLU().elementwise({ training: true });
const data = (tensor: tf.Tensor) => [...tensor.dataSync()];

it('is composed where no device has a kernel', () =>
  tf.tidy(() => {
    const [a, b] = [tf.tensor1d([1, -3, 2]), tf.tensor1d([1, 1, -1])];
    expect(data(rectifiedSum([a, b], relu))).toEqual([2, 0, 1]);
    expect(rectifiedSum([a], null)).not.toBe(a);
    const gradients = tf.grads((a, b) => rectifiedSum([a!, b!, a!], relu))([a, b], tf.tensor1d([1, 10, 100]));
    expect(gradients.map(data)).toEqual([
      [2, 0, 200],
      [1, 0, 100],
    ]);
  }));

it('refuses addends of different shapes, and activations that lack something', () => {
  expect(() => rectifiedSum([], relu)).toThrow(/at least one/);
  expect(() => rectifiedSum([tf.ones([2]), tf.ones([3])], relu)).toThrow(/addend of a sum.*\[2\].*\[3\]/);
  const layer = new PReLU();
  layer.build([null, 3]);
  const call = layer.elementwise({ training: true });
  expect(() => rectifiedSum([tf.ones([2])], call)).toThrow(/parameter of prelu.*\[2\].*\[3\]/);
  expect(() => rectifiedSum([tf.ones([3])], { ...call, parameters: [] })).toThrow(
    /parameters of prelu: expected 1, got 0/,
  );
});

describe('with kernels of a device', () => {
  /** Sums of two without an activation. */
  const forward = vi.fn((inputs: readonly tf.Tensor[]) => [tf.add(inputs[0]!, inputs[1]!), tf.tensor1d([])]);
  const backward = vi.fn(([, , dy]: readonly tf.Tensor[]) => [tf.clone(dy!)]);

  beforeAll(() => {
    tf.registerKernel(
      fusedKernel('RectifiedSum', 'cpu', (inputs, { activation }) => {
        if (activation) throw new UnsupportedActivation(activation.function.name);
        return forward(inputs);
      }),
    );
    tf.registerKernel(fusedKernel('RectifiedSumGrad', 'cpu', (inputs) => backward(inputs)));
    return () => {
      tf.unregisterKernel('RectifiedSum', 'cpu');
      tf.unregisterKernel('RectifiedSumGrad', 'cpu');
    };
  });
  afterEach(() => {
    forward.mockClear();
    backward.mockClear();
  });

  it('uses them, and composes an activation that they cannot compute', () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      expect(isFused('rectifiedSum')).toBe(true);
      const [a, b] = [tf.tensor1d([1, -3, 2]), tf.tensor1d([1, 1, -1])];
      expect(data(rectifiedSum([a, b], null))).toEqual([2, -2, 1]);
      expect(data(rectifiedSum([a, b], relu))).toEqual([2, 0, 1]);
      expect(forward).toHaveBeenCalledTimes(2);
      const gradients = tf.grads((a, b) => rectifiedSum([a!, b!], relu))([a, b], tf.tensor1d([1, 10, 100]));
      expect(gradients.map(data)).toEqual([
        [1, 0, 100],
        [1, 0, 100],
      ]);
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('frees a gradient during the backward pass, if it is that of one of our operations', () =>
    tf.tidy(() => {
      const b = tf.tensor1d([3, 4]);
      const freed: boolean[] = [];
      const watching = tf.customGrad((x) => ({
        value: tf.clone(x as tf.Tensor),
        gradFunc: (dy: tf.Tensor) => {
          freed.push(...backward.mock.calls.map(([[, , given]]) => given!.isDisposed));
          return dy.clone();
        },
      }));
      const f = (a: tf.Tensor) => rectifiedSum([rectifiedSum([watching(a), b], null), b], null);
      expect(data(tf.grad(f)(tf.tensor1d([1, 2])))).toEqual([1, 1]);
      // The gradient of the last operation comes from elsewhere: others may have it.
      expect(freed).toEqual([false, true]);
    }));

  it('has no gradient of a gradient', () => {
    const f = (a: tf.Tensor) => rectifiedSum([a, a], null);
    expect(() => tf.tidy(() => tf.grad((x) => tf.sum(tf.grad(f)(x)))(tf.ones([2])))).toThrow(
      /gradient of rectifiedSum inside another gradient/,
    );
  });

  it('passes other errors on', () => {
    forward.mockImplementationOnce(() => {
      throw new RangeError('broken');
    });
    expect(() => rectifiedSum([tf.ones([1]), tf.ones([1])], null)).toThrow(RangeError);
  });
});
