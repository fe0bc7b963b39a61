import '@tensorflow/tfjs-backend-cpu';
import { PReLU } from '@rectified/prelu';
import { normal } from '@rectified/random';
import { ReLU } from '@rectified/relu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  batchNormRectified,
  type ConvolutionBranch,
  fusedKernel,
  type NormalizedBranch,
  normalizedConv2dBranches,
  rectifiedConv2d,
  rectifiedConv2dBranches,
  rectifiedDense,
  UnsupportedActivation,
} from '../src/index.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const relu = new ReLU().elementwise({ training: true });
const numbers = <R extends tf.Rank = tf.Rank.R4>(shape: number[], stream: number) =>
  tf.tensor<tf.Rank>(
    normal(tf.util.sizeFromShape(shape), { seed: 1, stream, step: 0 }),
    shape,
  ) as tf.Tensor<R>;
const near = (actual: tf.Tensor, expected: tf.Tensor) => {
  expect(actual.shape).toEqual(expected.shape);
  expect(tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0]).toBeLessThan(1e-5);
};

describe('composed of the operations of tfjs', () => {
  it('convolves, adds the bias and activates, with gradients', () =>
    tf.tidy(() => {
      const [x, filter, bias] = [
        numbers([2, 5, 6, 3], 1),
        numbers([3, 3, 3, 4], 2),
        numbers<tf.Rank.R1>([4], 3),
      ];
      const expected = (x: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor) =>
        tf.relu(tf.add(tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 2, 'same'), bias));
      const fused = (x: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor) =>
        rectifiedConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, bias as tf.Tensor1D, relu, { strides: 2 });
      const given = [x, filter, bias] as tf.Tensor[];
      near(fused(x, filter, bias), expected(x, filter, bias));
      const gradients = tf.grads(fused as never)(given);
      tf.grads(expected as never)(given).forEach((gradient, at) => {
        near(gradients[at]!, gradient);
      });
    }));

  it('takes parts, explicit zeros, several branches, and channels by themselves', () =>
    tf.tidy(() => {
      const x = numbers([1, 4, 4, 4], 1);
      const parts = tf.split(x, [3, 1], 3) as tf.Tensor4D[];
      const filters = [numbers([2, 2, 4, 3], 2), numbers([2, 2, 4, 2], 3)];
      const branches = filters.map((filter): ConvolutionBranch => ({ filter, activation: null }));
      const padded = tf.pad(x, [
        [0, 0],
        [1, 0],
        [0, 2],
        [0, 0],
      ]);
      rectifiedConv2dBranches(parts, branches, { pad: [1, 0, 0, 2] }).forEach((y, at) => {
        near(y, tf.conv2d(padded, filters[at]!, 1, 'valid'));
      });
      const filter = numbers([3, 3, 1, 4], 4);
      const y = rectifiedConv2d(x, filter, null, relu, { depthwise: true });
      near(y, tf.relu(tf.depthwiseConv2d(x, tf.reshape(filter, [3, 3, 4, 1]), 1, 'same')));
    }));

  it('computes dense layers', () =>
    tf.tidy(() => {
      const [x, kernel] = [numbers<tf.Rank.R2>([3, 4], 1), numbers<tf.Rank.R2>([4, 2], 2)];
      near(rectifiedDense(x, kernel, tf.tensor1d([1, 2]), null), tf.add(tf.matMul(x, kernel), [1, 2]));
      expect(() => rectifiedDense(x, x, null, null)).toThrow(/shapes of a dense layer.*\[3,4\] and \[3,4\]/);
    }));

  it('normalizes by the statistics of the batch, and counts them in the averages', () =>
    tf.tidy(() => {
      const x = tf.tensor2d([1, 10, 3, 30], [2, 2]);
      const [gamma, beta] = [tf.tensor1d([1, 2]), tf.tensor1d([0, 1])];
      const { y, mean, variance } = batchNormRectified(x, gamma, beta, relu, { epsilon: 0 });
      expect([y, mean, variance].map((tensor) => [...tensor.dataSync()])).toEqual([
        [0, 0, 1, 3],
        [2, 20],
        [1, 100],
      ]);
      const averages = { mean: tf.tensor1d([0, 0]), variance: tf.tensor1d([1, 0]) };
      const counted = batchNormRectified(x, gamma, beta, null, { averages, momentum: 0.5 });
      expect([...counted.mean.dataSync(), ...counted.variance.dataSync()]).toEqual([1, 10, 1, 50]);
      const moving = { mean: tf.tensor1d([1, 1]), variance: tf.tensor1d([4, 9]) };
      const test = batchNormRectified(x, gamma, beta, null, { moving, epsilon: 0 });
      near(test.y, tf.tensor2d([0, 7, 1, 1 + (2 * 29) / 3], [2, 2]));
      expect(test.mean).not.toBe(moving.mean);
    }));

  it('convolves, normalizes and adds a shortcut; pools before', () =>
    tf.tidy(() => {
      const x = numbers([2, 3, 3, 4], 1);
      const [gamma, beta] = [tf.ones<tf.Rank.R1>([2]), tf.zeros<tf.Rank.R1>([2])];
      const filter = numbers([1, 1, 4, 2], 2);
      const addend = numbers([2, 3, 3, 2], 3);
      const branch: NormalizedBranch = { filter, gamma, beta, activation: relu };
      const [added, pooled] = normalizedConv2dBranches(x, [
        { ...branch, addend },
        { ...branch, activation: null, pooling: { size: [3, 3], edge: 'present' } },
      ]);
      const norm = (z: tf.Tensor) => batchNormRectified(z, gamma, beta, null);
      const { y, mean } = norm(tf.conv2d(x, filter, 1, 'same'));
      near(added!.y, tf.relu(tf.add(y, addend)));
      near(added!.statistics!.mean, mean);
      near(pooled!.y, norm(tf.conv2d(tf.avgPool(x, 3, 1, 'same'), filter, 1, 'same')).y);
      const moving = { mean: tf.zeros<tf.Rank.R1>([2]), variance: tf.ones<tf.Rank.R1>([2]) };
      const [test] = normalizedConv2dBranches(x, [{ ...branch, moving, epsilon: 0 }]);
      near(test!.y, tf.relu(tf.conv2d(x, filter, 1, 'same')));
      expect(test).not.toHaveProperty('statistics');
    }));
});

describe('by the kernels of a device', () => {
  const names: (string | undefined)[] = [];
  /** Convolutions without bias that know ReLU and nothing else. */
  const forward = fusedKernel('RectifiedConv2D', 'cpu', (inputs, { branches, activation, keep }) => {
    if (activation && activation.function !== relu.function)
      throw new UnsupportedActivation(activation.function.name);
    names.push(activation?.function.name);
    const [x, ...filters] = inputs.slice(0, 1 + branches) as [tf.Tensor4D, ...tf.Tensor4D[]];
    const ys = filters.map((filter) => {
      const z = tf.conv2d(x, filter, 1, 'valid');
      return activation ? tf.relu(z) : z;
    });
    return [...ys, ...(keep ? ys.map(() => tf.tensor1d([])) : [])];
  });

  beforeAll(() => {
    tf.registerKernel(forward);
    return () => tf.unregisterKernel('RectifiedConv2D', 'cpu');
  });
  afterEach(() => {
    names.length = 0;
  });

  const slopes = tf.tensor1d([0.5, 0.5]);
  const prelu = () => {
    const layer = new PReLU();
    layer.build([null, 2]);
    return { ...layer.elementwise({ training: true }), parameters: [{ values: slopes }] };
  };

  it('computes branches of one kind together, and composes the activations that it cannot compute', () =>
    tf.tidy(() => {
      const x = numbers([1, 2, 2, 3], 1);
      const filters = [2, 3, 4, 5].map((stream) => numbers([1, 1, 3, 2], stream));
      const activations = [relu, prelu(), relu, null];
      const branches = filters.map((filter, at) => ({ filter, activation: activations[at]! }));
      const ys = rectifiedConv2dBranches(x, branches, { pad: 'valid' });
      const zs = filters.map((filter) => tf.conv2d(x, filter, 1, 'valid'));
      [tf.relu(zs[0]!), tf.leakyRelu(zs[1]!, 0.5), tf.relu(zs[2]!), zs[3]!].forEach((expected, at) => {
        near(ys[at]!, expected);
      });
      expect(names).toEqual(['relu', undefined, undefined]);
    }));

  it('asks for a gradient only of what it is wanted of', () => {
    const gradient = vi.fn((inputs: readonly tf.Tensor[]) => [tf.zeros(inputs[1]!.shape), tf.zeros([2])]);
    tf.registerKernel(
      fusedKernel('RectifiedConv2DGrad', 'cpu', (inputs, { inputGradient, parts }) => {
        expect({ inputGradient, parts }).toEqual({ inputGradient: false, parts: 1 });
        return gradient(inputs);
      }),
    );
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const x = numbers([1, 2, 2, 3], 1);
      const f = (filter: tf.Tensor) =>
        rectifiedConv2d(x, filter as tf.Tensor4D, null, relu, { pad: 'valid', inputGradient: false });
      expect(tf.grad(f)(numbers([1, 1, 3, 2], 2)).shape).toEqual([1, 1, 3, 2]);
    });
    // x, filter, y in the place of what was to be kept and nothing of it, dy
    expect(gradient.mock.calls[0]![0].map(({ shape }) => shape)).toEqual([
      [1, 2, 2, 3],
      [1, 1, 3, 2],
      [1, 2, 2, 2],
      [0],
      [1, 2, 2, 2],
    ]);
    expect(tf.memory().numTensors).toBe(before);
    tf.unregisterKernel('RectifiedConv2DGrad', 'cpu');
  });
});

it('refuses what does not fit together, whatever computes it', () => {
  const x = tf.ones<tf.Rank.R4>([1, 4, 4, 3]);
  const filter = tf.ones<tf.Rank.R4>([3, 3, 3, 2]);
  const convolve =
    (branches: readonly ConvolutionBranch[], options = {}) =>
    () =>
      rectifiedConv2dBranches(x, branches, options);
  const branch: ConvolutionBranch = { filter, activation: null };
  expect(convolve([])).toThrow(/at least one/);
  expect(() => rectifiedConv2dBranches([], [branch])).toThrow(/at least one part/);
  expect(() => rectifiedConv2dBranches([x, tf.ones([1, 4, 5, 3])], [branch])).toThrow(/part of the input/);
  expect(convolve([{ ...branch, filter: tf.ones([3, 3, 2, 2]) }])).toThrow(/filter of a convolution/);
  expect(convolve([{ ...branch, filter: tf.ones([3, 3, 1, 2]) }], { depthwise: true })).toThrow(/depthwise/);
  expect(convolve([branch, { ...branch, filter: tf.ones([1, 1, 3, 2]) }])).toThrow(/as of the first branch/);
  expect(convolve([{ ...branch, bias: tf.ones([3]) }])).toThrow(/bias of a convolution/);
  expect(convolve([branch], { strides: 0 })).toThrow(/strides/);
  expect(convolve([branch], { pad: 'full' })).toThrow(/pad/);
  const one = tf.ones<tf.Rank.R1>([2]);
  const normalized = (options: Partial<NormalizedBranch>) => () =>
    normalizedConv2dBranches(x, [{ ...branch, gamma: one, beta: one, ...options }]);
  expect(normalized({ gamma: tf.ones([3]) })).toThrow(/gamma of a batch normalization/);
  expect(normalized({ epsilon: -1 })).toThrow(/epsilon/);
  const statistics = { mean: one, variance: one };
  expect(normalized({ moving: statistics, averages: statistics })).toThrow(/got both/);
  expect(normalized({ pooling: { size: [2, 2], edge: 'full' } })).toThrow(/an odd height and width/);
  expect(normalized({ pooling: { size: [3, 3], edge: 'full' } })).toThrow(/1 x 1 with stride 1/);
  expect(() => batchNormRectified(tf.ones([0, 2]), one, one, null)).toThrow(/with elements/);
});
