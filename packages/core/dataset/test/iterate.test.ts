import type * as tf from '@tensorflow/tfjs-core';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  type Batch,
  batches,
  batchGenerator,
  channelsFirst,
  type Dataset,
  makeDataset,
  split,
  subset,
} from '../src/index.js';
import { numbered, numberOf } from './numbered.js';

describe('a dataset', () => {
  it('can be iterated, and its parts can', () => {
    const all = numbered(20);
    expect([...all].map(({ pixels }) => numberOf(pixels))).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect([...subset(all, [7, 3])].map(({ label }) => label)).toEqual([1, 0]);
    const [part] = split(all, { sizes: [5], seed: 1 });
    expect([...part!]).toEqual(Array.from({ length: 5 }, (_, i) => part!.get(i)));
    const [first, ...rest] = all;
    expect([first, rest.length]).toEqual([all.get(0), 19]);
  });

  it('can be mapped: what is asked for is made, and nothing else', () => {
    const asked: number[] = [];
    const all = numbered(20);
    const spied = makeDataset({
      ...all,
      get(index: number) {
        asked.push(index);
        return all.get(index);
      },
    });
    const doubled = spied.map(({ label }, index) => label + 100 * index).map((value) => 2 * value);
    expect(asked).toEqual([]);
    expect([doubled.size, doubled.get(7)]).toEqual([20, 2 * (1 + 700)]);
    expect(asked).toEqual([7]);
    expect([...doubled].at(-1)).toBe(2 * (1 + 1900));
    for (const index of [-1, 20, 1.5, Number.NaN]) expect(() => doubled.get(index)).toThrow(RangeError);
  });

  it('is iterated by its own images when copied with others', () => {
    const all = numbered(4);
    const backwards: Dataset = { ...all, get: (index) => all.get(3 - index) };
    expect([...backwards].map(({ pixels }) => numberOf(pixels))).toEqual([3, 2, 1, 0]);
    expect(backwards.map(({ pixels }) => numberOf(pixels)).get(0)).toBe(3);
  });
});

describe('a batch', () => {
  it('has a shape and pixels as tf.tensor4d takes them', () => {
    const use = (tensor4d: typeof tf.tensor4d, batch: Batch) => tensor4d(batch.pixels, batch.shape);
    expectTypeOf(use).returns.toEqualTypeOf<tf.Tensor4D>();
    const first = (tensor4d: typeof tf.tensor4d, batch: Batch) => {
      const { pixels, shape } = channelsFirst(batch);
      return tensor4d(pixels, shape);
    };
    expectTypeOf(first).returns.toEqualTypeOf<tf.Tensor4D>();
  });

  it('can have its channels first', () => {
    const { pixels, labels, shape } = channelsFirst({
      pixels: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
      labels: Int32Array.of(5),
      shape: [1, 2, 2, 3],
    });
    expect([...pixels]).toEqual([1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12]);
    expect([...labels]).toEqual([5]);
    expect(shape).toEqual([1, 3, 2, 2]);
    const two = numbered(2).batch([1, 0]);
    const planes = channelsFirst(two);
    for (const image of [0, 1])
      for (const at of [0, 1])
        for (const channel of [0, 1, 2])
          expect(planes.pixels[image * 6 + channel * 2 + at]).toBe(two.pixels[image * 6 + at * 3 + channel]);
    expect(channelsFirst(numbered(2).batch([])).shape).toEqual([0, 3, 2, 1]);
  });
});

describe('batchGenerator', () => {
  it('begins a pass each time, in the order of the next epoch', () => {
    const all = numbered(20);
    const begin = batchGenerator(all, { size: 8, seed: 1, epoch: 3 });
    for (const epoch of [3, 4]) expect([...begin()]).toEqual([...batches(all, { size: 8, seed: 1, epoch })]);
    const inOrder = batchGenerator(all, { size: 20 });
    expect([...inOrder()]).toEqual([...inOrder()]);
    expect(() => batchGenerator(all, { size: 0 })).toThrow('size of batches');
  });

  it('is what tf.data.generator takes', () => {
    // Of its declaration: `generator<T extends TensorContainer>(make: () => Iterator<T> | Promise<Iterator<T>>): Promise<...>`.
    const generator = <T extends tf.TensorContainer>(make: () => Iterator<T> | Promise<Iterator<T>>) => make;
    const use = () => generator(batchGenerator(numbered(2), { size: 1 }));
    expectTypeOf(use).toBeFunction();
    expect((use()() as Iterator<unknown>).next().done).toBe(false);
  });
});
