import { InputError } from '@rectified/errors';
import {
  type AveragePooling,
  type NormalizedBranch as Normalized,
  poolDropout,
  rectifiedSum,
} from '@rectified/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { branchesOf, pointwise } from './branches.js';
import { describeNative } from './describe-native.js';
import { type Geometry, near, normals, type Shape4, sizeOf } from './reference.js';
import {
  activationOf,
  batchNormRectified,
  normalizedConv2dBranches,
  type Rectifier,
  rectifiedConv2d,
  type WithRectifier,
} from './with-rectifiers.js';

type NormalizedBranch = WithRectifier<Normalized>;

const noise = { seed: 5, stream: 6, step: 7 };
const data = (tensor: tf.Tensor) => tensor.dataSync();
const widths = [20, 3, 33];

const geometries: [string, Geometry][] = [
  ['1 x 1', pointwise(9, 9, 10, 1)],
  ['few rows', pointwise(2, 3, 10, 1)],
  ['2 x 3', { ...pointwise(3, 12, 5, 1), filter: [2, 3, 5, 1] as Shape4 }],
  ['Winograd', { ...pointwise(2, 8, 17, 1), filter: [3, 3, 17, 1] as Shape4 }],
];

/** Rectifiers of every branch. For the first and the third kind the output is not enough for the gradient. */
const rectifiers: [string, (branch: number, slopes: tf.Tensor1D) => Rectifier][] = [
  ['ReLU', () => ({ kind: 'fixed', slope: 0 })],
  ['leaky ReLU', () => ({ kind: 'fixed', slope: 0.2 })],
  ['learned slopes', (_, slopes) => ({ kind: 'channel', slopes })],
  [
    'random slopes',
    (branch) => ({ kind: 'random', lower: 0.1, upper: 0.3, noise: { ...noise, stream: branch } }),
  ],
  ['of two kinds', (branch) => (branch === 1 ? { kind: 'none' } : { kind: 'fixed', slope: 0.2 })],
];

/** Branches in training with averages, and without; in inference. */
const modes = ['averages', 'batch', 'moving'] as const;

const average = (x: tf.Tensor4D, { size, edge }: AveragePooling) =>
  poolDropout(x, {
    kind: 'mean',
    size,
    strides: 1,
    padding: [(size[0] - 1) / 2, (size[1] - 1) / 2],
    edge,
  });

function networkOf(
  geometry: Geometry,
  rectifierOf: (typeof rectifiers)[number][1],
  mode: (typeof modes)[number],
  pooling?: AveragePooling,
) {
  const some = (filters: number, seed: number) => tf.tensor1d(normals(filters, seed));
  const slopes = widths.map((filters, b) => some(filters, 20 + b));
  const branches = branchesOf(geometry, widths).map((branch, b): NormalizedBranch => {
    const filters = widths[b]!;
    const statistics = {
      mean: some(filters, 50 + b),
      variance: tf.abs(some(filters, 60 + b)) as tf.Tensor1D,
    };
    return {
      ...branch,
      rectifier: rectifierOf(b, slopes[b]!),
      gamma: some(filters, 30 + b),
      beta: some(filters, 40 + b),
      epsilon: 0.01,
      ...(pooling && b > 0 ? { pooling } : {}),
      ...(mode === 'averages' ? { averages: statistics, momentum: 0.9 } : {}),
      ...(mode === 'moving' ? { moving: statistics } : {}),
    };
  });
  const x = tf.tensor4d(normals(sizeOf(geometry.x), 1), geometry.x);
  const learned = branches.flatMap(({ filter, bias, gamma, beta, rectifier }) => [
    filter,
    ...(bias ? [bias] : []),
    gamma,
    beta,
    ...(rectifier.kind === 'channel' ? [rectifier.slopes] : []),
  ]);
  const together = () => normalizedConv2dBranches(x, branches);
  const apart = () =>
    branches.map(({ filter, bias, gamma, beta, rectifier, pooling, ...options }) => {
      const z = rectifiedConv2d(pooling ? average(x, pooling) : x, filter, bias ?? null, { kind: 'none' });
      const { y, ...statistics } = batchNormRectified(z, gamma, beta, rectifier, options);
      return { y, statistics };
    });
  return { x, branches, learned, together, apart };
}

/** A number that depends on every element of the outputs in another way. */
const weighted = (outputs: { y: tf.Tensor }[]) =>
  tf.addN(outputs.map(({ y }, b) => tf.sum(tf.mul(y, tf.tensor(normals(y.size, 70 + b), y.shape)))));

describeNative('normalizedConv2dBranches', () => {
  describe.each(geometries)('%s', (_, geometry) => {
    it.each(rectifiers)(
      'gives what convolution and normalization give one after the other: %s',
      (_, rectifierOf) => {
        for (const mode of modes)
          tf.tidy(() => {
            const { x, learned, together, apart } = networkOf(geometry, rectifierOf, mode);
            const expected = apart();
            for (const [b, { y, statistics }] of together().entries()) {
              if (mode === 'moving') {
                expect(statistics).toBe(undefined);
                near(data(y), data(expected[b]!.y), 3e-6);
              } else {
                expect(data(y)).toEqual(data(expected[b]!.y));
                expect(data(statistics!.mean)).toEqual(data(expected[b]!.statistics.mean));
                expect(data(statistics!.variance)).toEqual(data(expected[b]!.statistics.variance));
              }
            }
            const [got, wanted] = [together, apart].map((f) =>
              tf.valueAndGrads(() => weighted(f()))([x, ...learned]),
            );
            near(data(got!.value), data(wanted!.value), 1e-6);
            for (const [i, gradient] of got!.grads.entries())
              near(data(gradient), data(wanted!.grads[i]!), 5e-6);
          });
      },
    );
  });

  it.each(['present', 'full'] as const)(
    'pools behind the convolution what is to be pooled before it, edges by %s',
    (edge) => {
      for (const [, rectifierOf] of rectifiers)
        for (const size of [
          [3, 3],
          [1, 5],
        ] as const)
          for (const mode of modes)
            tf.tidy(() => {
              const { x, learned, together, apart } = networkOf(geometries[0]![1], rectifierOf, mode, {
                size,
                edge,
              });
              const expected = apart();
              for (const [b, { y, statistics }] of together().entries()) {
                near(data(y), data(expected[b]!.y), 5e-6);
                if (mode === 'moving') continue;
                near(data(statistics!.mean), data(expected[b]!.statistics.mean), 1e-6);
                near(data(statistics!.variance), data(expected[b]!.statistics.variance), 1e-6);
              }
              const [got, wanted] = [together, apart].map((f) =>
                tf.grads(() => weighted(f()))([x, ...learned]),
              );
              for (const [i, gradient] of got!.entries()) {
                const expected = data(wanted![i]!);
                // In training a bias has no gradient, but for rounding when it is added up.
                const none = expected.every((value) => Math.abs(value) < 1e-3);
                near(data(gradient), expected, none ? 1e-3 : 1e-5);
              }
            });
    },
  );

  it('gives the same bits for an input in parts', () => {
    for (const mode of modes)
      tf.tidy(() => {
        const { x, branches } = networkOf(pointwise(9, 9, 48, 1), rectifiers[0]![1], mode);
        const parts = tf.split<tf.Tensor4D>(x, [32, 16], 3);
        const [joined, apart] = [x, parts].map((input) => () => normalizedConv2dBranches(input, branches));
        for (const [b, { y }] of apart!().entries()) expect(data(y)).toEqual(data(joined!()[b]!.y));
        const got = tf.grads(() => weighted(apart!()))(parts);
        expect(data(tf.concat(got, 3))).toEqual(data(tf.grad(() => weighted(joined!()))(x)));
      });
  });

  it.each(geometries)('adds a shortcut before the activation: %s', (_, geometry) => {
    for (const [, rectifierOf] of rectifiers)
      for (const mode of modes)
        tf.tidy(() => {
          const { x, branches, learned } = networkOf(geometry, rectifierOf, mode);
          const linear = branches.map((branch) => ({ ...branch, rectifier: { kind: 'none' } as const }));
          const addends = normalizedConv2dBranches(x, linear).map(({ y }, b) =>
            tf.tensor4d(normals(y.size, 90 + b), y.shape),
          );
          const adds = (b: number) => b !== 1; // the second has none
          const together = () =>
            normalizedConv2dBranches(
              x,
              branches.map((branch, b) => (adds(b) ? { ...branch, addend: addends[b]! } : branch)),
            );
          const apart = () =>
            normalizedConv2dBranches(x, linear).map(({ y, ...rest }, b) => ({
              y: rectifiedSum(adds(b) ? [y, addends[b]!] : [y], activationOf(branches[b]!.rectifier)),
              ...rest,
            }));
          const expected = apart();
          for (const [b, { y, statistics }] of together().entries()) {
            near(data(y), data(expected[b]!.y), 3e-6);
            expect(statistics && data(statistics.mean)).toEqual(
              expected[b]!.statistics && data(expected[b]!.statistics!.mean),
            );
          }
          const inputs = [x, ...addends.filter((_, b) => adds(b)), ...learned];
          const [got, wanted] = [together, apart].map((f) => tf.grads(() => weighted(f()))(inputs));
          for (const [i, gradient] of got!.entries()) near(data(gradient), data(wanted![i]!), 1e-3);
        });
  });

  it('leaves nothing behind', () => {
    tf.tidy(() => {
      for (const mode of modes) {
        const { x, learned, together } = networkOf(geometries[0]![1], rectifiers[1]![1], mode);
        const before = tf.memory().numTensors;
        tf.dispose(together());
        tf.dispose(tf.grads(() => tf.sum(together()[0]!.y))([x, learned[0]!]));
        expect(tf.memory().numTensors).toBe(before);
      }
    });
  });

  it('refuses what makes no sense', () => {
    tf.tidy(() => {
      const { x, branches } = networkOf(geometries[0]![1], rectifiers[0]![1], 'moving');
      const [branch] = branches as [NormalizedBranch];
      const { moving } = branch;
      const all: [NormalizedBranch, RegExp][] = [
        [{ ...branch, gamma: tf.ones([3]) }, /gamma of a batch normalization.*\[20\].*\[3\]/],
        [{ ...branch, moving: { ...moving!, variance: tf.ones([3]) } }, /variance of a batch normalization/],
        [{ ...branch, averages: moving }, /moving in inference, averages in training/],
        [{ ...branch, epsilon: -1 }, /epsilon/],
        [{ ...branch, filter: tf.ones([1, 1, 3, 20]) }, /filter of a convolution/],
        [{ ...branch, addend: tf.ones([1, 1, 1, 20]) }, /an addend of another shape than the output/],
        [{ ...branch, pooling: { size: [2, 3], edge: 'full' } }, /odd height and width/],
        [
          { ...branch, filter: tf.ones([1, 3, 10, 20]), pooling: { size: [3, 3], edge: 'full' } },
          /1 x 1 with stride 1.*1 x 3 with stride 1/,
        ],
      ];
      for (const [wrong, message] of all) {
        expect(() => normalizedConv2dBranches(x, [wrong])).toThrow(InputError);
        expect(() => normalizedConv2dBranches(x, [wrong])).toThrow(message);
      }
    });
  });
});
