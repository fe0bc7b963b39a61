import { InputError } from '@rectified/errors';
import { rectifiedSum as sumOf } from '@rectified/kernels';
import { uniform } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { describeNative } from './describe-native.js';
import { near, normals, rectified, sizeOf } from './reference.js';
import { expectSameBits } from './same-bits.js';
import { activationOf, type Rectifier } from './with-rectifiers.js';

const noise = { seed: 1, stream: 2, step: 3 };
const data = (tensor: tf.Tensor) => tensor.dataSync();
const rectifiedSum = <T extends tf.Tensor>(addends: readonly T[], rectifier: Rectifier) =>
  sumOf(addends, activationOf(rectifier));

describeNative('rectifiedSum', () => {
  const shapes = [[1], [3, 5], [2, 7, 9, 16], [1, 40, 40, 33], [2, 3, 5000]];
  /** The slope of the negative side of every element; with the learned ones the output is not enough. */
  const rectifiers: [
    string,
    (slopes: tf.Tensor1D) => Rectifier,
    (slopes: Float32Array, size: number) => (element: number) => number,
  ][] = [
    ['none', () => ({ kind: 'none' }), () => () => 1],
    ['ReLU', () => ({ kind: 'fixed', slope: 0 }), () => () => 0],
    ['leaky', () => ({ kind: 'fixed', slope: 0.25 }), () => () => 0.25],
    ['learned', (slopes) => ({ kind: 'channel', slopes }), (slopes) => (i) => slopes[i % slopes.length]!],
    [
      'random',
      () => ({ kind: 'random', lower: 0.1, upper: 0.3, noise }),
      (_, size) => {
        const draws = uniform(size, noise);
        return (i) => 0.1 + 0.2 * draws[i]!;
      },
    ],
  ];

  it.each(rectifiers)('agrees with double precision: %s', (kind, rectifierOf, slopesOf) => {
    for (const [seed, shape] of shapes.entries())
      for (const count of [1, 2, 3])
        tf.tidy(() => {
          const size = sizeOf(shape);
          const channels = shape.at(-1)!;
          const addends = Array.from({ length: count }, (_, a) => normals(size, 10 * seed + a));
          const slopes = normals(channels, seed, 0.5);
          const slopeAt = slopesOf(slopes, size);
          const sum = Float64Array.from({ length: size }, (_, i) =>
            addends.reduce((total, addend) => total + addend[i]!, 0),
          );
          const dy = normals(size, seed + 3).map((g, i) => (Math.abs(sum[i]!) < 1e-3 ? 0 : g));
          const learned = kind === 'learned' ? [tf.tensor1d(slopes)] : [];
          const run = (...given: tf.Tensor[]) =>
            rectifiedSum(given.slice(0, count), rectifierOf(given[count] as tf.Tensor1D));
          const { value, grads } = tf.valueAndGrads(run)(
            [...addends.map((addend) => tf.tensor(addend, shape)), ...learned],
            tf.tensor(dy, shape),
          );
          near(
            data(value),
            sum.map((z, i) => rectified(z, slopeAt(i))),
            1e-6,
          );
          const dsum = sum.map((z, i) => dy[i]! * (z > 0 ? 1 : slopeAt(i)));
          for (const gradient of grads.slice(0, count)) near(data(gradient), dsum, 1e-6);
          const dslopes = new Float64Array(channels);
          sum.forEach((z, i) => {
            dslopes[i % channels]! += Math.min(z, 0) * dy[i]!;
          });
          for (const gradient of grads.slice(count)) near(data(gradient), dslopes, 1e-5);
        });
  });

  it('has the bits of sum and rectifier of tfjs, which adds in the same order', () =>
    tf.tidy(() => {
      const addends = [1, 2, 3].map((seed) => tf.tensor(normals(6000, seed), [6, 20, 50]));
      const [a, b, c] = addends as [tf.Tensor, tf.Tensor, tf.Tensor];
      const y = rectifiedSum(addends, { kind: 'fixed', slope: 0 });
      expect(data(y)).toEqual(data(tf.relu(tf.add(tf.add(a, b), c))));
    }));

  it('gives NaN for NaN, and keeps infinities', () =>
    tf.tidy(() => {
      const x = tf.tensor1d([Number.NaN, Infinity, -Infinity, Infinity, 1]);
      const other = tf.tensor1d([1, 1, 1, -Infinity, Number.NaN]);
      const f = (a: tf.Tensor) => rectifiedSum([a, other], { kind: 'fixed', slope: 0 });
      expect([...data(f(x))]).toEqual([NaN, Infinity, 0, NaN, NaN]);
      expect([...data(tf.grad(f)(x))]).toEqual([NaN, 1, 0, NaN, NaN]);
    }));

  it('adds what is given twice, and passes gradients on to all that made an addend', () =>
    tf.tidy(() => {
      const x = tf.tensor2d(normals(60, 1), [4, 15]);
      const f = (x: tf.Tensor) => {
        const inner = rectifiedSum([x, tf.mul(x, 2), x], { kind: 'fixed', slope: 0.5 });
        return rectifiedSum([inner, x, inner], { kind: 'none' });
      };
      const composed = (x: tf.Tensor) => {
        const inner = tf.leakyRelu(tf.mul(x, 4), 0.5);
        return tf.add(tf.mul(inner, 2), x);
      };
      near(data(f(x)), data(composed(x)), 1e-6);
      near(data(tf.grad(f)(x)), data(tf.grad(composed)(x)), 1e-6);
    }));

  it('gives the same bits with every number of threads', () => {
    expectSameBits(() => {
      const x = tf.tensor(normals(60000, 1), [2000, 30]);
      const slopes = tf.tensor1d(normals(30, 2));
      const f = (x: tf.Tensor, slopes: tf.Tensor) =>
        rectifiedSum([x, x], { kind: 'channel', slopes: slopes as tf.Tensor1D });
      const { value, grads } = tf.valueAndGrads(f)([x, slopes], tf.tensor(normals(60000, 4), [2000, 30]));
      return [value, ...grads];
    });
  });

  it('refuses what makes no sense, and leaves nothing behind', () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const x = tf.ones([3, 4]);
      const none: Rectifier = { kind: 'none' };
      for (const [addends, message] of [
        [[], /at least one/],
        [[x, tf.ones([3, 1])], /addend of a sum.*\[3,4\].*\[3,1\]/],
        [[x, tf.ones([3, 4], 'int32')], /float32.*int32/],
        [[tf.ones([0, 4])], /with elements/],
      ] as [tf.Tensor[], RegExp][]) {
        expect(() => rectifiedSum(addends, none)).toThrow(InputError);
        expect(() => rectifiedSum(addends, none)).toThrow(message);
      }
      tf.grad((x) => rectifiedSum([x, x], { kind: 'fixed', slope: 0.1 }))(x);
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});
