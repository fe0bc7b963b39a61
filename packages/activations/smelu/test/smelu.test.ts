import { testActivation, usualValues } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import description, { SmeLU, smelu } from '../src/index.js';
import golden from './golden.json' with { type: 'json' };

// To seven digits, by PyTorch where it has the function and by float64 elsewhere; golden.json is mpmath's (tools/golden/activations.py).
testActivation(description, {
  ...{ describe, it, backends: await loadBackends() },
  golden: golden.default,
  reflection: 1,
  values: usualValues(0, 0, 0.0625, 0.25, 0.5625, 1, 2, Infinity, 0),
  refusals: [
    [{ beta: 2 }, 'beta: 2 is halfWidth: 2'],
    [2, 'halfWidth: 2'],
    [{ halfWidth: -1 }, 'of at least 0, got -1'],
  ],
});

it.each([
  [0.5, [0, 0, 0, 0.125, 0.5, 1, 2]],
  [2, [0, 0.125, 0.28125, 0.5, 0.78125, 1.125, 2]],
])('with a half width of %s', (halfWidth, expected) => {
  const x = [-2, -1, -0.5, 0, 0.5, 1, 2];
  expect(tf.tidy(() => smelu(x, { halfWidth }).arraySync())).toEqual(expected);
  expect(new SmeLU({ halfWidth }).halfWidth).toBe(halfWidth);
});

it('is ReLU for a half width of 0, and continuous at both joints', () => {
  tf.tidy(() => {
    const x = tf.tensor1d([-3, -0, 0, 1e-30, 3]);
    const relu = (x: tf.Tensor) => smelu(x, { halfWidth: 0 });
    expect(relu(x).arraySync()).toEqual([0, 0, 0, Math.fround(1e-30), 3]);
    expect(tf.grad(relu)(x).arraySync()).toEqual([0, 0, 0, 1, 1]);
    const joints = tf.tensor1d([-1 - 2 ** -20, -1, -1 + 2 ** -20, 1 - 2 ** -20, 1, 1 + 2 ** -20]);
    const f = (x: tf.Tensor) => smelu(x);
    const [y, dx] = [f(joints), tf.grad(f)(joints)].map((values) => [...values.dataSync()]);
    [0, 0, 0, 1, 1, 1].forEach((side, i) => {
      expect(Math.abs(y![i]! - side)).toBeLessThan(2 ** -19);
      expect(Math.abs(dx![i]! - side)).toBeLessThan(2 ** -19);
    });
  });
});
