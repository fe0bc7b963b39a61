import '@tensorflow/tfjs-backend-cpu';
import { uniform } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { type PoolDropoutOptions, poolDropout } from '../src/index.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** 1 to 12, 3 x 4. */
const image = () =>
  tf.tensor4d(
    Array.from({ length: 12 }, (_, i) => i + 1),
    [1, 3, 4, 1],
  );
const pooled = (options: Omit<PoolDropoutOptions, 'size' | 'strides'>) =>
  tf.tidy(() =>
    poolDropout(image(), { size: 2, strides: 2, ...options })
      .arraySync()[0]!
      .map((row) => row.flat()),
  );

it('is composed on every backend: maxima and means of the windows, also at the edges', () => {
  expect(pooled({ kind: 'largest' })).toEqual([
    [6, 8],
    [10, 12],
  ]);
  expect(pooled({ kind: 'largest', pad: 'valid' })).toEqual([[6, 8]]);
  expect(pooled({ kind: 'mean', pad: 'same' })).toEqual([
    [3.5, 5.5],
    [9.5, 11.5],
  ]);
  expect(pooled({ kind: 'mean', edge: 'full' })).toEqual([
    [3.5, 5.5],
    [4.75, 5.75],
  ]);
  expect(pooled({ kind: 'mean', padding: 1 })).toEqual([
    [1, 2.5, 4],
    [7, 8.5, 10],
  ]);
});

it('drops what the noise says, and passes gradients on', () =>
  tf.tidy(() => {
    const noise = { seed: 1, stream: 2, step: 3 };
    const options: PoolDropoutOptions = {
      kind: 'largest',
      size: 1,
      strides: 1,
      dropout: { rate: 0.5, noise },
    };
    const kept = [...uniform(12, noise)].map((u) => (u >= 0.5 ? 2 : 0));
    const { value, grad } = tf.valueAndGrad((x) => poolDropout(x as tf.Tensor4D, options))(image());
    expect([...value.dataSync()]).toEqual(kept.map((factor, i) => factor * (i + 1)));
    expect([...grad.dataSync()]).toEqual(kept);
  }));

it('refuses what makes no sense', () => {
  const pool = (options: Partial<PoolDropoutOptions>) => () =>
    tf.tidy(() => poolDropout(image(), { kind: 'mean', size: 2, strides: 2, ...options }));
  expect(pool({ size: 0 })).toThrow(/size of a pooling/);
  expect(pool({ size: 17 })).toThrow(/at most 256 cells/);
  expect(pool({ size: 5, pad: 'valid' })).toThrow(/larger than the input/);
  expect(pool({ dropout: { rate: 1, noise: { seed: 1, stream: 0, step: 0 } } })).toThrow(/dropout rate/);
  expect(() => poolDropout(tf.ones([4, 4]) as never, { kind: 'mean', size: 1, strides: 1 })).toThrow(
    /input of a pooling/,
  );
});
