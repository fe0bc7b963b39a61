import { abs, add, div, mul, select, sqrt, square, sub } from '@rectified/expression';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { expect, it } from 'vitest';
import { activation, opOf } from '../src/index.js';

/** Squareplus (Barron, arXiv 2112.11687), with b = 4, without overflow and cancellation. */
const squareplus = activation({
  name: 'squareplus',
  title: 'Squareplus',
  formula: ({ x }) => div(add(x, sqrt(add(square(x), 4))), 2),
  stable: ({ x }) => {
    const far = mul(abs(x), sqrt(add(1, div(4, square(x)))));
    const root = select(abs(x), 1, far, sqrt(add(square(x), 4)));
    return select(x, 0, div(add(x, root), 2), div(2, sub(root, x)));
  },
});

it('disposes of a tensor when the last operation that needs it is done', async () => {
  const op = opOf(squareplus);
  const x = tf.linspace(-5, 5, 10_000);
  const gradient = tf.grad((each: tf.Tensor) => op(each));
  const { peakBytes, kernels } = await tf.profile(() => {
    gradient(x);
  });
  expect(kernels.length).toBeGreaterThan(60);
  expect(peakBytes / (4 * x.size)).toBeLessThan(25);
});
