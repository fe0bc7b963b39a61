import { expect, it } from 'vitest';
import { type Batch, batches, checkedBatch, DatasetError } from '../src/index.js';
import { numbered } from './numbered.js';

const good = numbered(6);

/** A dataset whose batches have been changed. */
const changed = (change: (batch: Batch) => unknown) => ({
  ...good,
  batch: (indices: ArrayLike<number>) => change(good.batch(indices)) as Batch,
});

it('gives a batch as the dataset makes it', () => {
  expect(checkedBatch(good, [2, 3])).toEqual(good.batch([2, 3]));
});

it.each<[string, (batch: Batch) => unknown, string]>([
  ['nothing', () => undefined, 'pixels in a batch of numbers: expected a Uint8Array, got Undefined'],
  [
    'numbers that are no bytes',
    (batch) => ({ ...batch, pixels: Float32Array.from(batch.pixels) }),
    'expected a Uint8Array, got Float32Array',
  ],
  [
    'too few bytes',
    ({ pixels, ...batch }) => ({ ...batch, pixels: pixels.subarray(1) }),
    'expected 24 bytes, got 23',
  ],
  [
    'another shape',
    (batch) => ({ ...batch, shape: [4, 3, 1, 2] }),
    'shape in a batch of numbers: expected [4, 2, 1, 3]',
  ],
  [
    'too few labels',
    ({ labels, ...batch }) => ({ ...batch, labels: labels.subarray(1) }),
    'expected 4, got 3',
  ],
  [
    'a label of no class',
    (batch) => ({ ...batch, labels: [0, 1, 3, 0] }),
    'expected a whole number from 0 to 2, got 3',
  ],
  ['a label that is no number', (batch) => ({ ...batch, labels: [0, Number.NaN, 1, 0] }), 'got NaN'],
])('a batch with %s is refused, by whatever goes through the dataset', (_, change, message) => {
  expect(() => checkedBatch(changed(change), [0, 1, 2, 3])).toThrow(DatasetError);
  expect(() => batches(changed(change), { size: 4 }).next()).toThrow(message);
});

it.each([null, undefined, 42, {}])('a batch of %j is refused with its name', (indices) => {
  expect(() => good.batch(indices as never)).toThrow(
    'indices of a batch: expected a list of whole numbers from 0',
  );
});
