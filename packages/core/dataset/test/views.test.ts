import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  batches,
  type Dataset,
  DatasetError,
  epochOrder,
  fingerprint,
  split,
  subset,
  take,
} from '../src/index.js';
import { numbered, numberOf } from './numbered.js';

const numbers = (dataset: Dataset) =>
  Array.from({ length: dataset.size }, (_, i) => numberOf(dataset.get(i).pixels));
const ascending = (n: number) => Array.from({ length: n }, (_, i) => i);
const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe('subset', () => {
  it('shows the chosen images in the order given', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(299)), (indices) => {
        const view = subset(numbered(300), indices);
        expect(numbers(view)).toEqual(indices);
        expect(view.size).toBe(indices.length);
      }),
    );
  });

  it('is a choice of its own, whatever becomes of the array', () => {
    const indices = [5, 6];
    const view = subset(numbered(10), indices);
    indices[0] = 0;
    expect(numbers(view)).toEqual([5, 6]);
  });

  it('of a subset chooses among the subset', () => {
    const view = subset(subset(numbered(10), [9, 8, 7]), [2, 0], 'twice');
    expect(numbers(view)).toEqual([7, 9]);
    expect(view.name).toBe('twice');
    expect(() => view.get(2)).toThrow(new RangeError('twice has no image 2: expected an integer in 0 .. 1'));
  });

  it.each([-1, 10, 0.5, Number.NaN])('refuses index %d', (index) => {
    expect(() => subset(numbered(10), [0, index])).toThrow(RangeError);
  });
});

describe('the fingerprint', () => {
  it('of a view is that of its base and its images', () => {
    const of = (...indices: number[]) => subset(numbered(10), indices).fingerprint;
    expect(of(1, 2)).toBe(of(1, 2));
    expect(new Set([of(1, 2), of(2, 1), of(1), of(9), numbered(10).fingerprint]).size).toBe(5);
    expect(subset(numbered(11), [1, 2]).fingerprint).not.toBe(of(1, 2));
    expect(subset({ ...numbered(10), fingerprint: undefined }, [1]).fingerprint).toBeUndefined();
    const parts = (seed: number) =>
      split(numbered(10), { sizes: [5, 5], seed }).map((part) => part.fingerprint);
    expect(parts(1)).toEqual(parts(1));
    expect(new Set([...parts(1), ...parts(2)]).size).toBe(4);
    expect(take(numbered(10), 3).fingerprint).toBe(of(0, 1, 2));
  });

  it('is SHA-256 of parts that cannot run into each other', () => {
    // printf '1 a' | sha256sum
    expect(fingerprint('a')).toBe('2735d0823be7adb42e16154988b6d1cc3e3a4652e22f88ff2cc8744b9a006e0c');
    expect(fingerprint('ab', 'c')).not.toBe(fingerprint('a', 'bc'));
    expect(fingerprint(Uint8Array.of(97))).toBe(fingerprint('a'));
    expect(fingerprint(Int32Array.of(0, 1, 2).subarray(1, 2))).toBe(fingerprint(Uint32Array.of(1)));
  });
});

describe('take', () => {
  it('gives the first images, and no more than there are', () => {
    expect(numbers(take(numbered(10), 3))).toEqual([0, 1, 2]);
    expect(numbers(take(numbered(10), 11))).toEqual(ascending(10));
    expect(take(numbered(10), 3).name).toBe('numbers (first 3)');
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses %d', (n) => {
    expect(() => take(numbered(10), n)).toThrow(`expected a whole number from 1, got ${n}`);
  });
});

describe('split', () => {
  const plan = fc
    .tuple(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 }), fc.nat(50))
    .map(([sizes, rest]) => ({ sizes, size: sizes.reduce((a, b) => a + b, rest) }));

  it('gives parts of the sizes asked for, and no image twice', () => {
    fc.assert(
      fc.property(plan, seed, fc.boolean(), ({ sizes, size }, seed, stratified) => {
        const parts = split(numbered(size), { sizes, seed, stratified });
        expect(parts.map((part) => part.size)).toEqual(sizes);
        const all = parts.flatMap(numbers);
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });

  it('keeps the proportions of the classes when stratified', () => {
    // Classes of 10 %, 30 % and 60 %, in the order of the files as in a folder of class folders.
    const labelOf = (index: number) => (index < 100 ? 0 : index < 400 ? 1 : 2);
    fc.assert(
      fc.property(seed, fc.integer({ min: 10, max: 900 }), (seed, first) => {
        const [part] = split(numbered(1000, labelOf), { sizes: [first, 50], seed, stratified: true });
        const counts = [0, 0, 0];
        for (let i = 0; i < part!.size; i++) counts[part!.get(i).label]!++;
        [0.1, 0.3, 0.6].forEach((share, label) => {
          expect(Math.abs(counts[label]! - share * first)).toBeLessThan(2);
        });
      }),
    );
    const [train, validation] = split(numbered(1000, labelOf), {
      sizes: [900, 100],
      seed: 1,
      stratified: true,
    });
    const shares = (part: Dataset) =>
      [0, 1, 2].map((label) => ascending(part.size).filter((i) => part.get(i).label === label).length);
    expect(shares(train!)).toEqual([90, 270, 540]);
    expect(shares(validation!)).toEqual([10, 30, 60]);
  });

  it.each([false, true])('depends on the seed alone and mixes the images (stratified: %s)', (stratified) => {
    const labelOf = (index: number) => Math.floor(index / 100);
    const parts = (seed: number) =>
      split(numbered(300, labelOf), { sizes: [200, 100], seed, stratified }).map(numbers);
    expect(parts(1)).toEqual(parts(1));
    expect(parts(1)).not.toEqual(parts(2));
    const [first] = split(numbered(300, labelOf), { sizes: [200], seed: 1, stratified });
    // Every class is among the first 30 of the part: 3^-30 by chance if it is in random order.
    expect(new Set(ascending(30).map((i) => first!.get(i).label)).size).toBe(3);
  });

  it('refuses parts that do not fit', () => {
    expect(() => split(numbered(10), { sizes: [8, 3], seed: 1 })).toThrow(
      'the parts are larger than the dataset: expected at most 10 images (numbers), got 8 + 3',
    );
    expect(() => split(numbered(10), { sizes: [5, 0], seed: 1 })).toThrow(
      'sizes of split: expected a list of whole numbers from 1, got [5,0]',
    );
  });
});

describe('epochOrder', () => {
  it('is a permutation that depends on seed and epoch', () => {
    fc.assert(
      fc.property(fc.nat(200), seed, fc.nat(1000), (size, seed, epoch) => {
        const order = epochOrder(size, { seed, epoch });
        expect([...order].sort((a, b) => a - b)).toEqual(ascending(size));
        expect(order).toEqual(epochOrder(size, { seed, epoch }));
      }),
    );
    const order = epochOrder(100, { seed: 1, epoch: 0 });
    expect(order).not.toEqual(epochOrder(100, { seed: 1, epoch: 1 }));
    expect(order).not.toEqual(epochOrder(100, { seed: 2, epoch: 0 }));
    expect([...order]).not.toEqual(ascending(100));
  });
});

describe('batches', () => {
  const numbersIn = (dataset: Dataset, options: Parameters<typeof batches>[1]) =>
    [...batches(dataset, options)].map(({ pixels, labels }) =>
      Array.from(labels, (_, at) => numberOf(pixels, at)),
    );

  it('gives every image once: in order without a seed, in the order of the epoch with one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 30 }),
        seed,
        (images, size, seed) => {
          const dataset = numbered(images);
          expect(numbersIn(dataset, { size }).flat()).toEqual(ascending(images));
          expect(numbersIn(dataset, { size, seed, epoch: 3 }).flat()).toEqual([
            ...epochOrder(images, { seed, epoch: 3 }),
          ]);
        },
      ),
    );
    expect(numbersIn(numbered(20), { size: 7, seed: 1 })).toEqual(
      numbersIn(numbered(20), { size: 7, seed: 1, epoch: 0 }),
    );
  });

  it('ends with a smaller batch, or without it', () => {
    expect(numbersIn(numbered(7), { size: 3 })).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
    expect(numbersIn(numbered(7), { size: 3, dropLast: true })).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
    expect(numbersIn(numbered(2), { size: 3, dropLast: true })).toEqual([]);
    expect(numbersIn(numbered(6), { size: 3, dropLast: true })).toHaveLength(2);
  });

  it('goes on where an epoch stopped', () => {
    fc.assert(
      fc.property(fc.nat(12), (start) => {
        const options = { size: 3, seed: 1, epoch: 2 };
        expect(numbersIn(numbered(30), { ...options, start })).toEqual(
          numbersIn(numbered(30), options).slice(start),
        );
      }),
    );
  });

  it('makes a batch only when it is asked for', () => {
    const asked: number[] = [];
    const dataset = numbered(30);
    const spied = {
      ...dataset,
      batch(of: ArrayLike<number>) {
        asked.push(of.length);
        return dataset.batch(of);
      },
    };
    const iterator = batches(spied, { size: 10 });
    expect(asked).toEqual([]);
    iterator.next();
    expect(asked).toEqual([10]);
  });

  it('refuses impossible options at once', () => {
    expect(() => batches(numbered(3), { size: 0 })).toThrow(
      'size of batches: expected a whole number from 1, got 0',
    );
    expect(() => batches(numbered(3), { size: 1.5 })).toThrow('size of batches');
    expect(() => batches(numbered(3), { size: 1, epoch: -1 })).toThrow('epoch of batches');
    expect(() => batches(numbered(3), { size: 1, start: -1 })).toThrow('start of batches');
  });
});

it('DatasetError is an InputError with a name of its own', () => {
  const error = new DatasetError({ what: 'truncated', file: 'a.bin' });
  expect(error.name).toBe('DatasetError');
  expect(error.exitCode).toBe(2);
  expect(error.message).toBe('a.bin: truncated');
});

it.each<[string, () => unknown, string]>([
  ['batches', () => batches(numbered(3), { batchSize: 2 } as never), 'batchSize: 2 is size: 2'],
  ['batches', () => batches(numbered(3), { size: 2, shuffle: true } as never), 'A seed shuffles: seed: 1'],
  ['batches', () => batches(numbered(3), { size: 2, sed: 1 } as never), 'Did you mean "seed"?'],
  [
    'split',
    () => split(numbered(3), { sizes: [1], seed: 1, stratify: true } as never),
    'is stratified: true',
  ],
])('%s refuses options that it does not have', (_, make, message) => {
  expect(make).toThrow(message);
});
