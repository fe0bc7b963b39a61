import { loadBackends } from '@rectified/backend';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { CeilMaxPooling2D, ceilAveragePool, ceilMaxPool } from '../src/index.js';
import { type Case, poolByDefinition } from './reference.js';

const backends = await loadBackends();

it.skipIf(!backends.includes('tensorflow'))('TensorFlow is among the backends', () => {
  expect(backends).toContain('tensorflow');
});

const kinds = ['max', 'present', 'full'] as const;
type Kind = (typeof kinds)[number];

function pool(kind: Kind, { pool, strides, padding }: Partial<Case> & Pick<Case, 'pool' | 'strides'>) {
  const window = { poolSize: pool, strides, padding };
  return (x: tf.Tensor) =>
    kind === 'max'
      ? ceilMaxPool(x as tf.Tensor4D, window)
      : ceilAveragePool(x as tf.Tensor4D, { ...window, edge: kind });
}

/** Distinct multiples of a quarter, about half of them negative: exact in float32, also after small steps. */
const cases = fc
  .record({
    batch: fc.integer({ min: 1, max: 2 }),
    size: fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 })),
    channels: fc.integer({ min: 1, max: 3 }),
    pool: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    padded: fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })),
    order: fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
  })
  .filter(({ size, pool, strides }) => size.every((side, axis) => side > pool[axis]! - strides[axis]!))
  .map(({ batch, size, channels, pool, strides, padded, order }): Case => {
    const padding = padded.map((cells, axis) => Math.min(cells, Math.floor(pool[axis]! / 2)));
    const shape: Case['shape'] = [batch, ...size, channels];
    const keys = Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => [
      order.next().value as number,
      i,
    ]);
    const ranks = keys.sort(([a, i], [b, j]) => a! - b! || i! - j!).map(([, i]) => i!);
    return {
      shape,
      pool,
      strides,
      padding: padding as Case['padding'],
      values: ranks.map((rank) => (rank - Math.floor(ranks.length / 2)) / 4),
    };
  });

describe.each(backends)('pooling in ceil mode on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  it.each(kinds)('agrees with the definition: %s', (kind) => {
    fc.assert(
      fc.property(cases, (example) => {
        tf.tidy(() => {
          const y = pool(kind, example)(tf.tensor(example.values, example.shape));
          closeTo(y.dataSync(), poolByDefinition(example, kind));
        });
      }),
      { numRuns: 60 },
    );
  });

  it.each(kinds)('has the gradient of finite differences: %s', (kind) => {
    fc.assert(
      fc.property(cases, (example) => {
        tf.tidy(() => {
          const op = pool(kind, example);
          const x = tf.tensor(example.values, example.shape);
          const y = op(x);
          const dy = Array.from({ length: y.size }, (_, i) => ((i * 5) % 7) - 3);
          const gradient = tf.grad(op)(x, tf.tensor(dy, y.shape));
          // Steps of 1/16 do not change which cell is the largest, so differences are exact, but for roundings.
          const loss = (values: number[]) =>
            poolByDefinition({ ...example, values }, kind).reduce((sum, value, i) => sum + value * dy[i]!, 0);
          const differences = example.values.map((value, i) => {
            const up = loss(example.values.with(i, value + 1 / 16));
            const down = loss(example.values.with(i, value - 1 / 16));
            return (up - down) * 8;
          });
          closeTo(gradient.dataSync(), differences);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('divides a mean at the edge by the cells present or by the full window', () => {
    // By hand: on ones the last row is 1 or 2/3, the corner 1 or 4/9.
    const ones = tf.ones([1, 4, 4, 1]);
    const window = { pool: [3, 3], strides: [2, 2] } as Case;
    expect([...pool('present', window)(ones).dataSync()]).toEqual([1, 1, 1, 1]);
    closeTo(pool('full', window)(ones).dataSync(), [1, 2 / 3, 2 / 3, 4 / 9]);
  });

  it('counts padding as cells of a window that are not there', () => {
    // Section 3.1: average pools of 3 with stride 1 and one cell around divide by 9, or by the cells that there are.
    const window = { pool: [3, 3], strides: [1, 1], padding: [1, 1] } as Case;
    const ones = tf.ones([1, 3, 3, 1]);
    expect([...pool('present', window)(ones).dataSync()]).toEqual(new Array(9).fill(1));
    closeTo(
      pool('full', window)(ones).dataSync(),
      [4, 6, 4, 6, 9, 6, 4, 6, 4].map((cells) => cells / 9),
    );
    expect([...pool('max', window)(tf.mul(ones, -1)).dataSync()]).toEqual(new Array(9).fill(-1));
  });

  it('shows NaN and infinities in the windows that hold them', () => {
    const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
    const window = { pool: [3, 3], strides: [2, 2] } as Case;
    const result = (kind: Kind, cells: Record<number, number>) => {
      const values = Array.from({ length: 25 }, (_, i) => cells[i] ?? -i);
      return [...pool(kind, window)(tf.tensor(values, [1, 5, 5, 1])).dataSync()];
    };
    // XNNPACK, in wasm, clamps means to the range of numbers.
    const spoiled = {
      max: nan,
      present: backend === 'wasm' ? -inf : nan,
      full: backend === 'wasm' ? -inf : nan,
    };
    for (const kind of kinds) {
      const [first, ...others] = result(kind, { 0: nan });
      expect(first).toBe(spoiled[kind]);
      expect(others.every(Number.isFinite)).toBe(true);
      expect(result(kind, { 12: nan })).toEqual(new Array(4).fill(spoiled[kind]));
      expect(result(kind, { 24: inf })[3]).toBe(inf);
    }
    expect(result('max', { 0: -inf, 1: inf })[0]).toBe(inf);
    expect(result('max', { 24: -inf, 23: -inf }).every(Number.isFinite)).toBe(true);
    expect(result('present', { 24: -inf })[3]).toBe(-inf);
  });

  it('takes a window of nothing but -infinity for the lowest number there is', () => {
    const y = pool('max', { pool: [3, 3], strides: [2, 2] })(tf.fill([1, 4, 4, 2], Number.NEGATIVE_INFINITY));
    const lowest = backend === 'tensorflow' ? -3.4028234663852886e38 : Number.NEGATIVE_INFINITY;
    expect([...y.dataSync()]).toEqual(new Array(8).fill(lowest));
  });

  it('gives the gradient of equal cells to the first, row by row', () => {
    const op = pool('max', { pool: [3, 3], strides: [2, 2] });
    const gradient = tf.grad(op)(tf.zeros([1, 4, 4, 1]), tf.tensor([1, 2, 3, 4], [1, 2, 2, 1]));
    expect([...gradient.dataSync()]).toEqual([1, 0, 2, 0, 0, 0, 0, 0, 3, 0, 4, 0, 0, 0, 0, 0]);
  });

  it('frees what it makes', () => {
    const x = tf.ones([2, 5, 4, 3]);
    const tensors = tf.memory().numTensors;
    for (const kind of kinds) {
      const op = pool(kind, { pool: [3, 3], strides: [2, 2] });
      op(x).dispose();
      tf.grad(op)(x).dispose();
    }
    expect(tf.memory().numTensors).toBe(tensors);
  });
});

it('has the sizes that the networks need', () => {
  const sizes = (size: number, poolSize: number, strides: number, padding = 0) =>
    new CeilMaxPooling2D({ poolSize, strides, padding }).computeOutputShape([null, size, size, 1])[1];
  expect([32, 16, 28, 14].map((size) => sizes(size, 3, 2))).toEqual([16, 8, 14, 7]);
  expect([70, 35, 17].map((size) => sizes(size, 3, 2))).toEqual([35, 17, 8]);
  expect([28, 14, 7].map((size) => sizes(size, 3, 1, 1))).toEqual([28, 14, 7]);
  expect([sizes(8, 8, 1), sizes(5, 2, 2), sizes(4, 2, 2), sizes(7, 1, 3)]).toEqual([1, 3, 2, 3]);
});
