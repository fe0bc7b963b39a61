import { loadBackends } from '@rectified/backend';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { negativeSlope, negativeSlopeGradient } from '../src/negative-slope.js';

const backends = await loadBackends();
it.skipIf(!backends.includes('tensorflow'))('TensorFlow is among the backends', () => {
  expect(tf.getKernel('RectifiedLeakyReluGrad', 'tensorflow')).toBeDefined();
});

describe.each(backends)('negativeSlope on %s', (backend) => {
  // TensorFlow takes denormal numbers for 0.
  const float = fc
    .float({ noNaN: true, min: -100, max: 100 })
    .map((value) => (Math.abs(value) < 2 ** -100 ? 0 : value));
  const slope = fc.float({ noNaN: true, min: 0, max: 1 });

  it('and its gradient keep what is positive, exactly, and multiply the rest, by a number or by a tensor', async () => {
    await tf.setBackend(backend);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(float, float, slope), { minLength: 1, maxLength: 70 }),
        fc.boolean(),
        (rows, each) => {
          const slopes = rows.map((row) => (each ? row[2] : rows[0]![2]));
          const of = (values: number[]) =>
            values.map((value, i) => (rows[i]![0] > 0 ? value : slopes[i]! * value));
          tf.tidy(() => {
            const x = tf.tensor1d(rows.map((row) => row[0]));
            const dy = tf.tensor1d(rows.map((row) => row[1]));
            const given = each ? tf.tensor1d(slopes) : slopes[0]!;
            const y = negativeSlope(x, given).dataSync();
            closeTo(y, of(rows.map((row) => row[0])));
            for (const [i, [value]] of rows.entries()) if (value > 0) expect(y[i]).toBe(value);
            closeTo(negativeSlopeGradient(dy, x, given).dataSync(), of(rows.map((row) => row[1])));
          });
        },
      ),
    );
  });

  it('keeps NaN and infinities', async () => {
    await tf.setBackend(backend);
    tf.tidy(() => {
      const x = tf.tensor2d(Array.from({ length: 9 }, () => [Number.NaN, Infinity, -Infinity, 0]));
      for (const given of [0.5, tf.scalar(0.5), tf.fill([4], 0.5), tf.fill([9, 4], 0.5)])
        for (const row of negativeSlope(x, given).arraySync() as number[][])
          closeTo(row, [Number.NaN, Infinity, -Infinity, 0]);
      const atNothing = negativeSlope(x, tf.fill([4], 0)).arraySync() as number[][];
      for (const row of atNothing) closeTo(row, [Number.NaN, Infinity, Number.NaN, 0]);
    });
  });

  it('has a gradient whose gradient by dy is the same again', async () => {
    await tf.setBackend(backend);
    tf.tidy(() => {
      const y = tf.tensor1d([-2, 0, 3]);
      for (const given of [0.5, tf.scalar(0.5)]) {
        const gradient = tf.grad((dy) => negativeSlopeGradient(dy, y, given))(
          tf.ones([3]),
          tf.tensor1d([2, 4, 6]),
        );
        expect([...gradient.dataSync()]).toEqual([1, 2, 6]);
      }
    });
  });
});
