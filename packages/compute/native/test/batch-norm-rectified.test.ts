import { uniform } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { describeNative } from './describe-native.js';
import { near, normals, rectified, type SlopeOf } from './reference.js';
import { expectSameBits } from './same-bits.js';
import { batchNormRectified, type Rectifier } from './with-rectifiers.js';

const noise = { seed: 1, stream: 2, step: 3 };
const data = (tensor: tf.Tensor) => tensor.dataSync();

describeNative('batchNormRectified', () => {
  const shapes = [
    [2, 1],
    [37, 5],
    [3, 7, 9, 16],
    [2, 20, 20, 33],
    [1200, 3],
  ];
  const rectifiers: [
    string,
    (channels: number) => Rectifier,
    (channels: number, elements: number) => SlopeOf,
  ][] = [
    ['none', () => ({ kind: 'none' }), () => () => 1],
    ['ReLU', () => ({ kind: 'fixed', slope: 0 }), () => () => 0],
    ['leaky', () => ({ kind: 'fixed', slope: 0.25 }), () => () => 0.25],
    ['negative slope', () => ({ kind: 'fixed', slope: -0.5 }), () => () => -0.5],
    [
      'learned',
      (c) => ({ kind: 'channel', slopes: tf.linspace(0.1, 0.9, c) }),
      (c) => (i) => (c === 1 ? 0.1 : 0.1 + (0.8 * i) / (c - 1)),
    ],
    [
      'learned, clipped to 0',
      (c) => ({ kind: 'channel', slopes: tf.linspace(-1, 2, c), clip: [0, 1] }),
      (c) => (i) => Math.min(1, Math.max(0, c === 1 ? -1 : -1 + (3 * i) / (c - 1))),
    ],
    [
      'random',
      () => ({ kind: 'divisor', lower: 3, upper: 8, noise }),
      (_, elements) => {
        const u = uniform(elements, noise);
        return (_, i) => 1 / (3 + 5 * u[i]!);
      },
    ],
  ];

  describe.each(rectifiers)('%s', (_, rectifierOf, slopeOf) => {
    it.each([true, false])('agrees with double precision (statistics of the batch: %s)', (training) => {
      for (const [seed, shape] of shapes.entries())
        for (const least of [0.3, 0]) // gamma away from 0, so that the output is enough; or close to it
          tf.tidy(() => compare(shape, seed, least, training, rectifierOf, slopeOf));
    });
  });

  function compare(
    shape: number[],
    seed: number,
    least: number,
    training: boolean,
    rectifierOf: (channels: number) => Rectifier,
    slopesOf: (channels: number, elements: number) => SlopeOf,
  ) {
    const channels = shape.at(-1)!;
    const size = shape.reduce((a, b) => a * b, 1);
    const rows = size / channels;
    const slopeOf = slopesOf(channels, size);
    // Means far from 0, where a careless variance loses its digits.
    const x = normals(size, seed).map((v, i) => v + 30 * (i % channels));
    const gamma = normals(channels, seed + 1).map((g, i) =>
      least === 0 && i === 0 ? 1e-4 : g + Math.sign(g) * least,
    );
    const beta = normals(channels, seed + 2, 0.3);
    const epsilon = 1e-3;
    const mean = new Float64Array(channels);
    const variance = new Float64Array(channels);
    x.forEach((v, i) => {
      mean[i % channels]! += v / rows;
    });
    x.forEach((v, i) => {
      variance[i % channels]! += (v - mean[i % channels]!) ** 2 / rows;
    });
    const moving = training
      ? undefined
      : {
          mean: tf.tensor1d(Float32Array.from(mean, (m) => m + 0.25)),
          variance: tf.tensor1d(Float32Array.from(variance, (v) => v + 1)),
        };
    const usedMean = moving === undefined ? mean : data(moving.mean);
    const usedVariance = moving === undefined ? variance : data(moving.variance);
    const xhat = Float64Array.from(
      x,
      (v, i) => (v - usedMean[i % channels]!) / Math.sqrt(usedVariance[i % channels]! + epsilon),
    );
    const z = xhat.map((v, i) => v * gamma[i % channels]! + beta[i % channels]!);
    const dy = normals(size, seed + 3).map((g, i) => (Math.abs(z[i]!) < 1e-3 ? 0 : g));

    const rectifier = rectifierOf(channels);
    const learned = rectifier.kind === 'channel' ? [rectifier.slopes] : [];
    const run = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, slopes?: tf.Tensor) =>
      batchNormRectified(
        x,
        gamma as tf.Tensor1D,
        beta as tf.Tensor1D,
        slopes === undefined ? rectifier : ({ ...rectifier, slopes } as Rectifier),
        { epsilon, moving },
      );
    const inputs = [tf.tensor(x, shape), tf.tensor1d(gamma), tf.tensor1d(beta), ...learned] as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    const result = run(...inputs);
    if (training) {
      near(data(result.mean), mean, 1e-6);
      near(data(result.variance), variance, 1e-5);
    }
    // x is known to 1 part in 2^24 of its mean.
    const tolerance = 2e-5 * (1 + channels / 5);
    near(
      data(result.y),
      z.map((z, i) => rectified(z, slopeOf(i % channels, i))),
      tolerance,
    );

    const dz = z.map((z, i) => dy[i]! * (z > 0 ? 1 : slopeOf(i % channels, i)));
    const sums = {
      gamma: new Float64Array(channels),
      beta: new Float64Array(channels),
      slopes: new Float64Array(channels),
    };
    dz.forEach((g, i) => {
      sums.gamma[i % channels]! += g * xhat[i]!;
      sums.beta[i % channels]! += g;
      sums.slopes[i % channels]! += Math.min(z[i]!, 0) * dy[i]!;
    });
    const dx = dz.map((g, i) => {
      const c = i % channels;
      const through = training ? (sums.beta[c]! + xhat[i]! * sums.gamma[c]!) / rows : 0;
      return (gamma[c]! / Math.sqrt(usedVariance[c]! + epsilon)) * (g - through);
    });
    const gradients = tf.grads((...args: tf.Tensor[]) => run(...(args as typeof inputs)).y)(
      inputs,
      tf.tensor(dy, shape),
    );
    near(data(gradients[0]!), dx, 10 * tolerance);
    near(data(gradients[1]!), sums.gamma, 10 * tolerance);
    near(data(gradients[2]!), sums.beta, tolerance);
    if (gradients[3] !== undefined) near(data(gradients[3]), sums.slopes, 10 * tolerance);
  }

  it('counts the statistics in moving averages, with the bits of tfjs', () =>
    tf.tidy(() => {
      const [x, ones, zeros] = [tf.tensor(normals(3700, 1), [100, 37]), tf.ones([37]), tf.zeros([37])];
      const old = { mean: tf.tensor1d(normals(37, 2)), variance: tf.tensor1d(normals(37, 3).map(Math.abs)) };
      const run = (averages?: typeof old, momentum?: number) =>
        batchNormRectified(
          x,
          ones as tf.Tensor1D,
          zeros as tf.Tensor1D,
          { kind: 'none' },
          { averages, momentum },
        );
      for (const momentum of [0, 0.1, 0.99, 1]) {
        const now = run();
        const next = run(old, momentum);
        expect(data(next.y)).toEqual(data(now.y));
        for (const name of ['mean', 'variance'] as const) {
          const moved = tf.sub(old[name], tf.mul(tf.sub(old[name], now[name]), 1 - momentum));
          expect(data(next[name])).toEqual(data(moved));
        }
      }
    }));

  it('gives the same bits with every number of threads', () => {
    expectSameBits(() => {
      const inputs = [
        tf.tensor(normals(60000, 1), [2000, 30]),
        tf.tensor1d(normals(30, 2)),
        tf.tensor1d(normals(30, 3)),
      ];
      const f = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) =>
        batchNormRectified(x, gamma as tf.Tensor1D, beta as tf.Tensor1D, { kind: 'fixed', slope: 0.3 }).y;
      const { value, grads } = tf.valueAndGrads(f)(inputs, tf.tensor(normals(60000, 4), [2000, 30]));
      return [value, ...grads];
    });
  });

  it('refuses what makes no sense, and leaves nothing behind', () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const x = tf.ones([3, 4]);
      const [four, five] = [tf.ones<tf.Rank.R1>([4]), tf.ones<tf.Rank.R1>([5])];
      const none: Rectifier = { kind: 'none' };
      expect(() => batchNormRectified(x, five, four, none)).toThrow(/gamma.*\[4\].*\[5\]/);
      expect(() =>
        batchNormRectified(x, four, four, none, { moving: { mean: five, variance: four } }),
      ).toThrow(/mean/);
      expect(() =>
        batchNormRectified(x, four, four, none, { averages: { mean: four, variance: five } }),
      ).toThrow(/variance/);
      const both = { mean: four, variance: four };
      expect(() => batchNormRectified(x, four, four, none, { moving: both, averages: both })).toThrow(/both/);
      expect(() => batchNormRectified(tf.ones([0, 4]), four, four, none)).toThrow(/with elements/);
      expect(() => batchNormRectified(x, four, four, none, { epsilon: -1 })).toThrow(/epsilon/);
      tf.grad((x) => batchNormRectified(x, four, four, none).y)(x);
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});
