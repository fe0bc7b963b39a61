import { type PoolDropoutOptions, poolDropout } from '@rectified/kernels';
import { uniform } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { describeNative } from './describe-native.js';
import { near, normals, type Shape4, sizeOf } from './reference.js';
import { expectSameBits } from './same-bits.js';

const noise = { seed: 9, stream: 8, step: 7 };
const data = (tensor: tf.Tensor) => tensor.dataSync();
const sized = (low: number, high: number) => fc.integer({ min: low, max: high });

/** Windows along an axis: [first cell, cell after the last) of each, within the input. */
function windows(
  size: number,
  pool: number,
  stride: number,
  pad: 'ceil' | 'same' | 'valid',
  padding: number,
): [number, number][] {
  const starts: number[] = [];
  const before =
    pad === 'same'
      ? Math.floor(Math.max((Math.ceil(size / stride) - 1) * stride + pool - size, 0) / 2)
      : pad === 'ceil'
        ? padding
        : 0;
  for (let start = -before; start < size; start += stride) {
    if (pad === 'valid' && start + pool > size) break;
    if (pad === 'same' && starts.length === Math.ceil(size / stride)) break;
    starts.push(start);
    if (pad === 'ceil' && start + pool >= size + padding) break;
  }
  return starts.map((start) => [Math.max(start, 0), Math.min(start + pool, size)]);
}

function reference(x: Float32Array, shape: Shape4, options: PoolDropoutOptions, dy: (out: number) => number) {
  const [height, width] = options.size as [number, number];
  const [down, right] = options.strides as [number, number];
  const pad = options.pad ?? 'ceil';
  const beyond = (options.padding ?? [0, 0]) as [number, number];
  const rows = windows(shape[1], height, down, pad, beyond[0]);
  const columns = windows(shape[2], width, right, pad, beyond[1]);
  const out: Shape4 = [shape[0], rows.length, columns.length, shape[3]];
  const { rate, noise } = options.dropout ?? { rate: 0, noise: { seed: 0, stream: 0, step: 0 } };
  const u = uniform(sizeOf(out), noise);
  const y = new Float64Array(sizeOf(out));
  const dx = new Float64Array(x.length);
  y.forEach((_, o) => {
    const c = o % out[3];
    const [firstColumn, lastColumn] = columns[Math.floor(o / out[3]) % out[2]]!;
    const [firstRow, lastRow] = rows[Math.floor(o / out[3] / out[2]) % out[1]]!;
    const image = Math.floor(o / out[3] / out[2] / out[1]);
    const factor = rate === 0 ? 1 : u[o]! >= rate ? 1 / (1 - rate) : 0;
    const cells: number[] = [];
    for (let row = firstRow; row < lastRow; row++)
      for (let column = firstColumn; column < lastColumn; column++)
        cells.push(((image * shape[1] + row) * shape[2] + column) * shape[3] + c);
    if (options.kind === 'largest') {
      const best = cells.reduce((a, b) =>
        x[b]! > x[a]! || (Number.isNaN(x[b]!) && !Number.isNaN(x[a]!)) ? b : a,
      );
      y[o] = x[best]! * factor;
      dx[best]! += dy(o) * factor;
    } else {
      const size = options.edge === 'full' ? height * width : cells.length;
      for (const cell of cells) {
        y[o]! += (x[cell]! * factor) / size;
        dx[cell]! += (dy(o) * factor) / size;
      }
    }
  });
  return { out, y, dx };
}

describeNative('poolDropout', () => {
  it('agrees with double precision', () => {
    const cases = fc.record({
      shape: fc.tuple(sized(1, 3), sized(3, 9), sized(3, 9), sized(1, 37)),
      kind: fc.constantFrom('largest' as const, 'mean' as const),
      size: fc.tuple(sized(1, 3), sized(1, 3)),
      strides: fc.tuple(sized(1, 3), sized(1, 3)),
      pad: fc.constantFrom('ceil' as const, 'same' as const, 'valid' as const),
      edge: fc.constantFrom('present' as const, 'full' as const),
      padded: fc.boolean(),
      rate: fc.constantFrom(0, 0.5, 0.2),
      seed: sized(0, 1000),
    });
    fc.assert(
      fc.property(cases, ({ shape, seed, rate, padded, ...rest }) => {
        const padding = rest.size.map((side) => (padded ? Math.floor(side / 2) : 0)) as [number, number];
        const options: PoolDropoutOptions = {
          ...rest,
          padding,
          ...(rate > 0 ? { dropout: { rate, noise } } : {}),
        };
        // Whole numbers, so that there are ties; and now and then something that is no number.
        const x = normals(sizeOf(shape), seed).map((v, i) =>
          seed % 5 === 0 && i % 17 === 0 ? Number.NaN : Math.round(2 * v),
        );
        const dy = normals(sizeOf(shape) * 4, seed + 1);
        const expected = reference(x, shape, options, (o) => dy[o]!);
        tf.tidy(() => {
          const input = tf.tensor4d(x, shape);
          const y = poolDropout(input, options);
          expect(y.shape).toEqual(expected.out);
          near(data(y), expected.y, 1e-6);
          const gradient = tf.grad((x) => poolDropout(x as tf.Tensor4D, options));
          const dx = gradient(input, tf.tensor4d(dy.slice(0, y.size), y.shape));
          near(data(dx), expected.dx, 1e-6);
        });
      }),
      { numRuns: 60, seed: 2 },
    );
  });

  it('passes infinities on', () => {
    tf.tidy(() => {
      const x = tf.tensor4d([-Infinity, -Infinity, 1, Infinity], [1, 2, 2, 1]);
      const pool = (size: number) => [
        ...data(poolDropout(x, { kind: 'largest', size, strides: 1, pad: 'valid' })),
      ];
      expect(pool(1)).toEqual([-Infinity, -Infinity, 1, Infinity]);
      expect(pool(2)).toEqual([Infinity]);
    });
  });

  it('gives the same bits with every number of threads', () => {
    const options: PoolDropoutOptions = { kind: 'mean', size: 3, strides: 2, dropout: { rate: 0.5, noise } };
    expectSameBits(() => {
      const x = tf.tensor4d(normals(3 * 9 * 9 * 20, 1), [3, 9, 9, 20]);
      const { value, grad } = tf.valueAndGrad((x) => poolDropout(x as tf.Tensor4D, options))(x);
      return [value, grad];
    });
  });

  it('refuses what makes no sense, and leaves nothing behind', () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const x = tf.ones<tf.Rank.R4>([1, 4, 4, 3]);
      const pool = (options: Partial<PoolDropoutOptions>) => () =>
        poolDropout(x, { kind: 'mean', size: 2, strides: 2, ...options });
      expect(pool({ size: 0 })).toThrow(/size of a pooling/);
      expect(pool({ strides: [1, 0.5] })).toThrow(/strides of a pooling/);
      expect(pool({ size: 5, pad: 'valid' })).toThrow(/larger than the input/);
      expect(pool({ dropout: { rate: 1, noise } })).toThrow(/dropout rate/);
      expect(() =>
        poolDropout(tf.ones([4, 4]) as unknown as tf.Tensor4D, { kind: 'mean', size: 1, strides: 1 }),
      ).toThrow(/input of a pooling/);
      expect(() => poolDropout(tf.ones([1, 20, 20, 1]), { kind: 'mean', size: 17, strides: 1 })).toThrow(
        /at most 256 cells/,
      );
      tf.grad((x) => tf.mul(pool({ kind: 'largest' })(), tf.sum(x)))(x);
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});
