import '@tensorflow/tfjs-backend-cpu';
import { normal } from '@rectified/random';
import { ReLU } from '@rectified/relu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type BatchNormOptions,
  batchNormRectified,
  fusedKernel,
  type NormalizedBranch,
  normalizedConv2dBranches,
  poolDropout,
  UnsupportedActivation,
} from '../src/index.js';

/*
 * A small device: kernels of normalization and pooling for the cpu backend, written from the contract alone, without any activation.
 * With them, operations must give the same values and gradients as composed ones.
 */

type Tensors = readonly tf.Tensor[];

/** y, and what the gradient needs: the normalized input, and what it was divided by over gamma. */
function normalized(z: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, statistics: Tensors, epsilon: number) {
  const [mean, variance] = statistics as [tf.Tensor, tf.Tensor];
  const deviation = tf.sqrt(tf.add(variance, epsilon));
  const unit = tf.div(tf.sub(z, mean), deviation);
  return [tf.add(tf.mul(unit, gamma), beta), unit, tf.div(gamma, deviation)] as const;
}

/** The gradients of z, gamma and beta. */
function normalizedGradients(unit: tf.Tensor, scale: tf.Tensor, dy: tf.Tensor, training: boolean) {
  const axes = unit.shape.slice(1).map((_, axis) => axis);
  const [dgamma, dbeta] = [tf.sum(tf.mul(dy, unit), axes), tf.sum(dy, axes)];
  const rows = unit.size / scale.size;
  const centered = tf.sub(tf.sub(dy, tf.div(dbeta, rows)), tf.mul(unit, tf.div(dgamma, rows)));
  return [tf.mul(scale, training ? centered : dy), dgamma, dbeta] as const;
}

/** Mean and variance over all but the channels. */
const momentsOf = (z: tf.Tensor): Tensors => {
  const { mean, variance } = tf.moments(
    z,
    z.shape.slice(1).map((_, axis) => axis),
  );
  return [mean, variance];
};

const movedTo = (values: Tensors, averages: Tensors, momentum: number) =>
  averages.map((average, at) => tf.add(tf.mul(average, momentum), tf.mul(values[at]!, 1 - momentum)));

const linear = (activation: { function: { name: string } } | null) => {
  if (activation) throw new UnsupportedActivation(activation.function.name);
};

const batchNorm = fusedKernel('RectifiedBatchNorm', 'cpu', (inputs, { activation, ...attributes }) => {
  linear(activation);
  const { epsilon, given, momentum } = attributes;
  const [x, gamma, beta, ...statistics] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor, ...tf.Tensor[]];
  const own = given === 'moving' ? [] : momentsOf(x);
  const outputs = normalized(x, gamma, beta, given === 'moving' ? statistics : own, epsilon);
  return [...outputs, ...own, ...(given === 'averages' ? movedTo(own, statistics, momentum) : [])];
});

const batchNormGrad = fusedKernel('RectifiedBatchNormGrad', 'cpu', (inputs, { training }) => {
  const [unit, scale, dy] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor];
  return [...normalizedGradients(unit, scale, dy, training)];
});

/** Successive parts of a list, of these lengths. */
function divided<T>(list: readonly T[], ...lengths: readonly number[]): T[][] {
  let from = 0;
  return lengths.map((length) => {
    from += length;
    return list.slice(from - length, from);
  });
}

/** With 1 x 1 filters. */
const convolve = (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.conv2d(x, filter, 1, 'same');

/** Its gradients of x and filter. They are written out because tfjs records nothing inside a kernel. */
function convolutionGradients(x: tf.Tensor4D, filter: tf.Tensor4D, dz: tf.Tensor): [tf.Tensor, tf.Tensor] {
  const rows = (values: tf.Tensor): tf.Tensor2D => tf.reshape(values, [-1, values.shape.at(-1)!]);
  const [weights, dys] = [tf.reshape(filter, [x.shape[3], -1]), rows(dz)];
  return [
    tf.reshape(tf.matMul(dys, weights, false, true), x.shape),
    tf.reshape(tf.matMul(rows(x), dys, true), filter.shape),
  ];
}

const normalizedConv2d = fusedKernel('NormalizedConv2D', 'cpu', (inputs, { activation, ...attributes }) => {
  linear(activation);
  const { branches: n, biases, addends, training, epsilon, momentum, keep } = attributes;
  const lists = [1, n, biases ? n : 0, n, n, n, n, addends ? n : 0];
  const [[x], filters, bias, gammas, betas, means, variances, added] = divided(inputs, ...lists) as [
    [tf.Tensor4D],
    tf.Tensor4D[],
    ...tf.Tensor[][],
  ];
  const results = filters.map((filter, at) => {
    const z = biases ? tf.add(convolve(x, filter), bias![at]!) : convolve(x, filter);
    const given = [means![at]!, variances![at]!];
    const own = training ? momentsOf(z) : given;
    const [y, unit, scale] = normalized(z, gammas![at]!, betas![at]!, own, epsilon);
    const statistics = given[0]!.size > 0 ? movedTo(own, given, momentum) : own;
    return { y: addends ? tf.add(y, added![at]!) : y, unit, scale, statistics };
  });
  return [
    ...results.map(({ y }) => y),
    ...(keep ? [...results.map(({ unit }) => unit), ...results.map(({ scale }) => scale)] : []),
    ...(training
      ? [
          ...results.map(({ statistics }) => statistics[0]!),
          ...results.map(({ statistics }) => statistics[1]!),
        ]
      : []),
  ];
});

const normalizedConv2dGrad = fusedKernel('NormalizedConv2DGrad', 'cpu', (inputs, attributes) => {
  const { branches: n, training, inputGradient } = attributes;
  const [[x], filters, units, scales, dys] = divided(inputs, 1, n, n, n, n) as [
    [tf.Tensor4D],
    tf.Tensor4D[],
    ...tf.Tensor[][],
  ];
  const made = filters.map((filter, at) => {
    const [dz, dgamma, dbeta] = normalizedGradients(units![at]!, scales![at]!, dys![at]!, training);
    return [...convolutionGradients(x, filter, dz), tf.sum(dz, [0, 1, 2]), dgamma, dbeta];
  });
  const [dxs, ...learned] = [0, 1, 2, 3, 4].map((which) => made.map((one) => one[which]!));
  return [...(inputGradient ? [tf.addN(dxs!)] : []), ...learned.flat()];
});

/** Means of windows that neither overlap nor reach beyond the input, without dropout. */
const pool = fusedKernel('RectifiedPoolDropout', 'cpu', ([x], { kind, size, strides, pads, dropout }) => {
  expect({ kind, strides, pads, dropout }).toEqual({ kind: 'mean', strides: size, pads: [0, 0] });
  return [tf.avgPool(x as tf.Tensor4D, [...size], [...strides], 'valid'), tf.tensor1d(x!.shape)];
});

const poolGrad = fusedKernel('RectifiedPoolDropoutGrad', 'cpu', ([shape, dy], { size, in: sides }) => {
  expect([...shape!.dataSync()].slice(1, 3)).toEqual(sides);
  return [tf.div(tf.image.resizeNearestNeighbor(dy as tf.Tensor4D, [...sides]), size[0] * size[1])];
});

const kernels = [batchNorm, batchNormGrad, normalizedConv2d, normalizedConv2dGrad, pool, poolGrad];

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** Checks that the device computes the same, within rounding. */
function expectSame(run: () => tf.Tensor[]): void {
  tf.tidy(() => {
    const composed = run();
    const fused = withDevice(run);
    expect(fused.map(({ shape }) => shape)).toEqual(composed.map(({ shape }) => shape));
    fused.forEach((tensor, at) => {
      expect(tf.max(tf.abs(tf.sub(tensor, composed[at]!))).dataSync()[0]).toBeLessThan(2e-5);
    });
  });
}

function withDevice<T>(run: () => T): T {
  kernels.forEach(tf.registerKernel);
  try {
    return run();
  } finally {
    for (const { kernelName, backendName } of kernels) tf.unregisterKernel(kernelName, backendName);
  }
}

const relu = new ReLU().elementwise({ training: true });
const numbers = (shape: number[], stream: number) =>
  tf.tensor(normal(tf.util.sizeFromShape(shape), { seed: 3, stream, step: 0 }), shape);
const vector = (stream: number) => numbers([2], stream) as tf.Tensor1D;
const statistics = () => ({ mean: vector(8), variance: tf.abs(vector(9)) });

/** A sum in which every element counts differently, for gradients. */
const weighed = (y: tf.Tensor) =>
  tf.sum(tf.mul(y, tf.reshape(tf.linspace(0.1, 1, y.size), y.shape))) as tf.Scalar;

describe('a device computes by its kernels what is composed without them', () => {
  it.each<[string, () => BatchNormOptions]>([
    ['the statistics of the batch', () => ({})],
    ['moving statistics', () => ({ moving: statistics() })],
    ['averages to update', () => ({ averages: statistics(), momentum: 0.9 })],
  ])('batch normalization with %s', (_, options) => {
    expectSame(() => {
      const given = [numbers([5, 2], 1), vector(2), vector(3)];
      const normalize = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) =>
        batchNormRectified(x, gamma as tf.Tensor1D, beta as tf.Tensor1D, relu, options());
      const { y, mean, variance } = normalize(given[0]!, given[1]!, given[2]!);
      const loss = (...inputs: tf.Tensor[]) => weighed(normalize(inputs[0]!, inputs[1]!, inputs[2]!).y);
      return [y, mean, variance, ...tf.grads(loss)(given)];
    });
  });

  const shapes = [[2, 3, 3, 4], ...[1, 2].flatMap(() => [[1, 1, 4, 2], [2], [2], [2]])];
  const branchesOf = (inputs: readonly tf.Tensor[], options: () => Partial<NormalizedBranch>) =>
    divided(inputs.slice(1), 4, 4).map((own) => {
      const [filter, bias, gamma, beta] = own as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
      return { filter, bias, gamma, beta, activation: relu, ...options() };
    });
  it.each<[string, () => Partial<NormalizedBranch>]>([
    ['in training', () => ({})],
    ['with averages to update', () => ({ averages: statistics(), momentum: 0.9 })],
    ['with moving statistics', () => ({ moving: statistics() })],
    ['with a shortcut', () => ({ addend: numbers([2, 3, 3, 2], 7) as tf.Tensor4D })],
  ])('branches of convolutions and normalizations %s', (_, options) => {
    expectSame(() => {
      const given = shapes.map((shape, at) => numbers(shape, at + 10));
      const run = (inputs: readonly tf.Tensor[]) =>
        normalizedConv2dBranches(inputs[0] as tf.Tensor4D, branchesOf(inputs, options));
      const outputs = run(given).flatMap(({ y, statistics }) =>
        statistics ? [y, statistics.mean, statistics.variance] : [y],
      );
      const loss = (...inputs: tf.Tensor[]) => tf.addN(run(inputs).map(({ y }) => weighed(y))) as tf.Scalar;
      return [...outputs, ...tf.grads(loss)(given)];
    });
  });

  it('adds a shortcut inside the kernel in inference', () => {
    expectSame(() => {
      const given = shapes.map((shape, at) => numbers(shape, at + 10));
      const options = () => ({ moving: statistics(), addend: numbers([2, 3, 3, 2], 7) as tf.Tensor4D });
      return normalizedConv2dBranches(given[0] as tf.Tensor4D, branchesOf(given, options)).map(({ y }) => y);
    });
  });

  it('means of windows', () => {
    expectSame(() => {
      const x = numbers([2, 4, 4, 3], 1);
      const mean = (x: tf.Tensor) => poolDropout(x as tf.Tensor4D, { kind: 'mean', size: 2, strides: 2 });
      return [mean(x), tf.grad((x) => weighed(mean(x)))(x)];
    });
  });
});
