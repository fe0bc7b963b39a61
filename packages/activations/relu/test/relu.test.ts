import { testActivation } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import description, { ReLU, relu } from '../src/index.js';

const backends = await loadBackends();

// Calculated by hand, and the values at 0 and infinity of the docstring.
testActivation(description, {
  describe,
  it,
  backends,
  values: [
    [-11, 0],
    [-2, 0],
    [-1, 0],
    [-0.55, 0],
    [0, 0],
    [0.5, 0.5],
    [3, 3],
    [Infinity, Infinity],
    [-Infinity, 0],
  ],
});

describe.each(backends)('relu on %s', (backend) => {
  it('casts integers', async () => {
    await tf.setBackend(backend);
    tf.tidy(() => {
      const x = tf.tensor1d([-2, 0, 3], 'int32');
      expect(relu(x).arraySync()).toEqual([0, 0, 3]);
    });
  });

  it('is max(x, 0), exactly', async () => {
    await tf.setBackend(backend);
    fc.assert(
      fc.property(fc.float32Array({ noNaN: true, minLength: 1, maxLength: 70 }), (x) => {
        // TensorFlow takes denormal numbers for 0.
        const normal = x.map((value) => (Math.abs(value) < 2 ** -126 ? 0 : value));
        const y = tf.tidy(() => relu(tf.tensor1d(normal)).dataSync());
        closeTo(
          y,
          normal.map((value) => Math.max(value, 0)),
          { absolute: 0, relative: 0 },
        );
      }),
    );
  });

  it('passes the gradient on only where x > 0', async () => {
    await tf.setBackend(backend);
    tf.tidy(() => {
      const x = tf.tensor1d([-Infinity, -1, -0, 0, 1e-30, 2, Infinity]);
      const dx = tf.grad(relu)(x, tf.tensor1d([1, 2, 3, 4, 5, 6, 7]));
      expect([...dx.dataSync()]).toEqual([0, 0, 0, 0, 5, 6, 7]);
    });
  });

  it('has second derivatives: the gradient penalty sum((d relu(w x)/dx)²) has the derivative 2 w per active x', async () => {
    await tf.setBackend(backend);
    tf.tidy(() => {
      const x = tf.tensor1d([-2, 1, 3]);
      const penalty = (w: tf.Tensor) => tf.sum(tf.square(tf.grad((x) => relu(tf.mul(w, x)))(x)));
      expect(tf.grad(penalty)(tf.scalar(0.5)).dataSync()[0]).toBe(2);
    });
  });
});

it('takes arrays, and works in models', () => {
  tf.tidy(() => {
    expect(relu([[-1, 2]]).arraySync()).toEqual([[0, 2]]);
    const layer = new ReLU({ name: 'act1', inputShape: [2] });
    expect(layer.getConfig()).toMatchObject({ name: 'act1' });
    expect((layer.apply([tf.tensor2d([[-1, 2]])]) as tf.Tensor).arraySync()).toEqual([[0, 2]]);
  });
});

it.each<[unknown, RegExp]>([
  [{ maxValue: 6 }, /unknown option "maxValue" of ReLU.*tf\.layers\.reLU/],
  [{ negativeSlope: 0.1 }, /@rectified\/leaky-relu/],
  [{ threshold: 1 }, /thresholdedReLU/],
  [{ nam: 'act1' }, /Did you mean "name"\?/],
  [6, /^options of ReLU: expected an object/],
])('refuses %j', (options, message) => {
  expect(() => new ReLU(options as object)).toThrow(message);
});

it.each<[unknown, RegExp]>([
  [6, /^options of relu: .*got 6\. 6 is maxValue: 6\. tf\.layers\.reLU/],
  [0.1, /got 0\.1\. 0\.1 is a slope\. .*leaky-relu has$/],
  [true, /^options of relu: .*got true$/],
])('refuses relu(x, %j)', (argument, message) => {
  expect(() => relu([1], argument as never)).toThrow(message);
});
