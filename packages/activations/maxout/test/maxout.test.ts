import { conformanceChecks } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import description, { Maxout, maxout } from '../src/index.js';

const backends = await loadBackends();

describe.each(backends)('maxout on %s', (backend) => {
  it('is ReLU of (x, 0) and |x| of (x, -x)', async () => {
    await tf.setBackend(backend);
    tf.tidy(() => {
      const x = tf.tensor2d([[-2], [0.5], [3]]);
      expect(maxout(tf.concat([x, tf.zerosLike(x)], 1)).arraySync()).toEqual([[0], [0.5], [3]]);
      expect(maxout(tf.concat([x, tf.neg(x)], 1)).arraySync()).toEqual([[2], [0.5], [3]]);
    });
  });

  it('takes the maximum of channels j, j + n, ..., and NaN before all others', async () => {
    await tf.setBackend(backend);
    tf.tidy(() => {
      expect(maxout([[1, -2, 0, 5, 3, 4]], { pieces: 3 }).arraySync()).toEqual([[3, 5]]);
      const nan = Number.NaN;
      const odd = [[nan, 1, nan, Infinity, 1, nan, nan, -Infinity]];
      expect(maxout(odd).arraySync()).toEqual([[nan, nan, nan, Infinity]]);
    });
  });

  it('passes the gradient to the first of equal maxima', async () => {
    await tf.setBackend(backend);
    tf.tidy(() => {
      const x = tf.tensor2d([[1, 7, 1, 8, 1, 8]]);
      const dx = tf.grad((x: tf.Tensor) => maxout(x, { pieces: 3 }))(x, tf.tensor2d([[2, 3]]));
      expect(dx.arraySync()).toEqual([[2, 0, 0, 3, 0, 0]]);
    });
  });

  it('is the maximum of its pieces, and passes the gradient to one of them, for any shape', async () => {
    await tf.setBackend(backend);
    const sizes = fc.tuple(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 2, max: 5 }),
    );
    fc.assert(
      fc.property(sizes, fc.integer(), ([batch, units, pieces], seed) => {
        tf.tidy(() => {
          const x = tf.randomNormal([batch, 3, units * pieces], 0, 1, 'float32', seed);
          const f = (x: tf.Tensor) => maxout(x, { pieces });
          const parts = tf.reshape(x, [batch, 3, pieces, units]);
          expect(f(x).dataSync()).toEqual(tf.max(parts, 2).dataSync());
          const winners = tf.oneHot(
            tf.argMax(tf.transpose(parts, [0, 1, 3, 2]), -1) as tf.Tensor<tf.Rank.R3>,
            pieces,
          );
          const expected = tf.transpose(winners, [0, 1, 3, 2]).dataSync();
          expect(Array.from(tf.grad(f)(x).dataSync())).toEqual(Array.from(expected));
        });
      }),
      { numRuns: 15 },
    );
  });

  it('has second derivatives, takes integers, and leaves no tensors behind', async () => {
    await tf.setBackend(backend);
    const x = tf.tensor2d([[3, 2]]);
    const before = tf.memory().numTensors;
    const squared = (x: tf.Tensor) => tf.sum(tf.square(maxout(x)));
    tf.dispose([maxout(x), tf.grad(squared)(x)]);
    const second = tf.grad((x: tf.Tensor) => tf.sum(tf.square(tf.grad(squared)(x))))(x);
    expect(second.arraySync()).toEqual([[24, 0]]);
    second.dispose();
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
    expect(tf.tidy(() => maxout(tf.tensor2d([[1, 2]], [1, 2], 'int32')).arraySync())).toEqual([[2]]);
  });
});

it.each(
  conformanceChecks(description, { backends }).map(
    ({ name, backend = 'all', run }) => [name, backend, run] as const,
  ),
)('%s (%s)', (_name, _backend, run) => run());

it('divides the number of channels by k', () => {
  const model = sequential({
    layers: [layers.dense({ units: 6, inputShape: [4] }), new Maxout({ pieces: 3 })],
  });
  expect(model.outputShape).toEqual([null, 2]);
});

it('declares its change of channels, and refuses what it cannot do', () => {
  expect(new description.layer().pieces).toBe(2);
  expect(new Maxout({ pieces: 3 }).inputChannels(64)).toBe(192);
  expect(() => maxout([[1, 2, 3]])).toThrow(
    'expected a multiple of its 2 pieces, got an input of shape [1,3]',
  );
  expect(() => sequential({ layers: [layers.dense({ units: 5, inputShape: [2] }), new Maxout()] })).toThrow(
    'expected a multiple of its 2 pieces, got an input of shape [any,5]',
  );
  expect(() => maxout([[1, 2]], { pieces: 1 })).toThrow('got 1');
  expect(() => new Maxout({ pieces: 1.5 })).toThrow('pieces');
  expect(() => new Maxout({ num_units: 4 } as object)).toThrow(
    'pieces is the number of channels by num_units',
  );
  expect(() => new Maxout({ k: 4 } as object)).toThrow('k: 4 is pieces: 4');
});
