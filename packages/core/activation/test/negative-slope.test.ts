import { loadBackends } from '@rectified/backend';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activation, mul, opOf, select } from '../src/index.js';
import { negativeSlope } from '../src/negative-slope.js';

const backends = await loadBackends();
const leaky = opOf(
  activation({
    ...{ name: 'halved', title: 'Halved', paper: { title: 'A test', authors: ['Nobody'], year: 2026 } },
    formula: ({ x }) => select(x, 0, x, mul(x, 0.5)),
  }),
);
describe.each(backends)('negativeSlope on %s', (backend) => {
  // TensorFlow takes denormal numbers for 0.
  const float = fc
    .float({ noNaN: true, min: -100, max: 100 })
    .map((value) => (Math.abs(value) < 2 ** -100 ? 0 : value));
  const slope = fc.float({ noNaN: true, min: 0, max: 1 });

  it('and its gradient preserve positive numbers exactly, and multiply others by a number or a tensor', async () => {
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
            closeTo(negativeSlope(dy, given, x).dataSync(), of(rows.map((row) => row[1])));
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

  it('has gradients of gradients in a formula', async () => {
    await tf.setBackend(backend);
    tf.tidy(() => {
      const slope = (x: tf.Tensor) => tf.grad((x) => tf.square(leaky(x)))(x) as tf.Tensor;
      expect([
        ...tf
          .grad((x) => tf.sum(slope(x)))(tf.tensor1d([-2, 0, 3]))
          .dataSync(),
      ]).toEqual([0.5, 0.5, 2]);
    });
  });
});

it.runIf(backends.includes('tensorflow'))('does without the kernel of tfjs-node, too', async () => {
  await tf.setBackend('tensorflow');
  const kernel = tf.getKernel('RectifiedLeakyReluGrad', 'tensorflow');
  const slopes = () => [...tf.tidy(() => tf.grad(leaky)(tf.tensor1d([-2, 0, 3, -Infinity]))).dataSync()];
  const byKernel = slopes();
  expect(byKernel).toEqual([0.5, 0.5, 1, 0.5]);
  tf.unregisterKernel('RectifiedLeakyReluGrad', 'tensorflow');
  try {
    expect(slopes()).toEqual(byKernel);
  } finally {
    tf.registerKernel(kernel as tf.KernelConfig & object);
  }
});
