import {
  batchNormRectified,
  isFused,
  normalizedConv2dBranches,
  poolDropout,
  rectifiedConv2d,
  rectifiedDense,
  rectifiedSum,
  sgdStep,
} from '@rectified/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, expect, it } from 'vitest';
import { loadNative, setNativeAside } from '../src/index.js';
import { describeNative } from './describe-native.js';
import { near, normals, sizeOf } from './reference.js';
import { activationOf } from './with-rectifiers.js';

const noise = { seed: 1, stream: 2, step: 3 };
const numbers = (shape: number[], seed: number) => tf.tensor(normals(sizeOf(shape), seed), shape);
const leaky = activationOf({ kind: 'fixed', slope: 0.25 });
const random = activationOf({ kind: 'random', lower: 0.1, upper: 0.4, noise });
const learned = (slopes: tf.Tensor) => activationOf({ kind: 'channel', slopes });

/** Functions of the inputs, of the shapes that follow. */
const cases: [string, (...inputs: never[]) => tf.Tensor, ...number[][]][] = [
  [
    'rectifiedConv2d',
    (x: tf.Tensor4D, filter: tf.Tensor4D, bias: tf.Tensor1D, slopes: tf.Tensor) =>
      rectifiedConv2d(x, filter, bias, learned(slopes), { strides: 2, pad: [1, 0, 2, 1] }),
    [2, 7, 6, 3],
    [3, 2, 3, 5],
    [5],
    [5],
  ],
  [
    'rectifiedConv2d, depthwise',
    (x: tf.Tensor4D, filter: tf.Tensor4D) => rectifiedConv2d(x, filter, null, random, { depthwise: true }),
    [2, 7, 6, 3],
    [3, 3, 1, 3],
  ],
  [
    'rectifiedDense',
    (x: tf.Tensor2D, kernel: tf.Tensor2D, bias: tf.Tensor1D) => rectifiedDense(x, kernel, bias, random),
    [3, 7],
    [7, 4],
    [4],
  ],
  ['rectifiedSum', (a: tf.Tensor, b: tf.Tensor) => rectifiedSum([a, b, a], random), [2, 3, 5], [2, 3, 5]],
  [
    'batchNormRectified',
    (x: tf.Tensor, gamma: tf.Tensor1D, beta: tf.Tensor1D) => batchNormRectified(x, gamma, beta, leaky).y,
    [40, 3],
    [3],
    [3],
  ],
  [
    'normalizedConv2dBranches',
    (
      x: tf.Tensor4D,
      filter: tf.Tensor4D,
      bias: tf.Tensor1D,
      gamma: tf.Tensor1D,
      beta: tf.Tensor1D,
      addend: tf.Tensor4D,
    ) => {
      const branch = { filter, bias, gamma, beta, activation: leaky };
      const branches = [
        { ...branch, addend },
        branch,
        { ...branch, pooling: { size: [3, 3], edge: 'full' } },
      ];
      return tf.concat(
        normalizedConv2dBranches(x, branches as never).map(({ y }) => y),
        3,
      );
    },
    [2, 5, 4, 3],
    [1, 1, 3, 2],
    [2],
    [2],
    [2],
    [2, 5, 4, 2],
  ],
  [
    'poolDropout',
    (x: tf.Tensor4D) => poolDropout(x, { kind: 'mean', size: 3, strides: 2, dropout: { rate: 0.5, noise } }),
    [2, 6, 7, 3],
  ],
  [
    'poolDropout, largest',
    (x: tf.Tensor4D) => poolDropout(x, { kind: 'largest', size: [2, 3], strides: 2, padding: [0, 1] }),
    [2, 6, 7, 3],
  ],
];

describeNative('the kernels compute what is composed without them:', () => {
  afterEach(() => {
    loadNative();
  });

  it.each(cases)('%s', (_, f, ...shapes) =>
    tf.tidy(() => {
      const inputs = shapes.map((shape, at) => numbers(shape, at + 1));
      const run = () => {
        const { value, grads } = tf.valueAndGrads(f as never)(
          inputs,
          numbers(f(...(inputs as never[])).shape, 9),
        );
        return [value, ...grads];
      };
      const fused = run();
      setNativeAside();
      expect(isFused('rectifiedConv2d')).toBe(false);
      run().forEach((expected, at) => {
        near(fused[at]!.dataSync(), expected.dataSync(), 2e-5);
      });
    }),
  );

  it('sgdStep', () =>
    tf.tidy(() => {
      const [weights, momenta, gradients] = [1, 4, 7].map((seed) =>
        [3, 5].map((size, at) => numbers([size], seed + at)),
      ) as [tf.Tensor[], tf.Tensor[], tf.Tensor[]];
      const options = { weights, momenta, gradients, rates: [0.1, 0.2], decays: [0.01, 0], momentum: 0.9 };
      const step = () => {
        const next = sgdStep({ ...options, clip: { value: 0.5, norm: 1 } });
        return [...next.weights, ...next.momenta];
      };
      const fused = step();
      setNativeAside();
      step().forEach((expected, at) => {
        near(fused[at]!.dataSync(), expected.dataSync(), 1e-6);
      });
    }));
});
