import { subscribe } from 'node:diagnostics_channel';
import type { Worker } from 'node:worker_threads';
import { batches, type Dataset, epochOrder } from '@rectified/dataset';
import { afterAll, describe, expect, it } from 'vitest';
import { type Augmentation, augment, fitStatistics, type Step } from '../src/index.js';
import { type AugmentedBatch, augmentedBatches, augmentedSource } from '../src/workers/index.js';
import { noise } from './noise.js';

const images = noise(23, [16, 16, 3]);
const augmentation: Step[] = [
  { step: 'affine', rotate: 180, scale: [0.5, 1.5], canvas: [16, 24] },
  { step: 'crop', size: 12 },
  { step: 'subtract-mean' },
  { step: 'mirror' },
];
const statistics = await fitStatistics(augmentation, images, { seed: 1 });
const epoch = { seed: 1, epoch: 3, size: 5 };

/** Every thread that this process has started. */
const threads: Worker[] = [];
subscribe('worker_threads', (message) => threads.push((message as { worker: Worker }).worker));
/** One that has ended has the number -1. */
const running = (some: readonly Worker[]) => some.filter(({ threadId }) => threadId !== -1).length;

const source = augmentedSource(images, { augmentation, statistics, threads: 2 });
afterAll(() => source.close());

async function collect(batches: AsyncIterable<AugmentedBatch>): Promise<AugmentedBatch[]> {
  const all: AugmentedBatch[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

/** In this thread, from the batches of `@rectified/dataset`. */
function expected(
  options: { seed?: number; epoch: number; size: number },
  steps: Augmentation = augmentation,
) {
  const { views } = augment(steps, { statistics });
  const order =
    options.seed === undefined
      ? Uint32Array.from({ length: 23 }, (_, i) => i)
      : epochOrder(23, { seed: 1, ...options });
  return [...batches(images, options)].map(({ labels, ...batch }, i) => {
    const indices = order.subarray(i * options.size, (i + 1) * options.size);
    return { labels, ...views(batch, { seed: 1, epoch: options.epoch, indices }) };
  });
}

describe('augmentedSource', () => {
  it('gives views of the images of an epoch, in the order that they come in without augmentation', async () => {
    const made = await collect(source.batches(epoch));
    expect(made.map(({ shape }) => shape[0])).toEqual([5, 5, 5, 5, 3]);
    expect(made).toEqual(expected(epoch));
    expect(threads.length).toBe(2);
  });

  it('gives the same in this thread', async () => {
    const { batches } = augmentedSource(images, { augmentation, statistics, threads: 0 });
    expect(await collect(batches(epoch))).toEqual(expected(epoch));
  });

  it('gives other epochs with the same threads, from any batch on', async () => {
    const second = { ...epoch, epoch: 4 };
    expect(await collect(source.batches({ ...second, start: 3 }))).toEqual(expected(second).slice(3));
    expect(await collect(source.batches({ ...second, start: 9 }))).toEqual([]);
    expect(threads.length).toBe(2);
  });

  it("keeps the data set's order, or another augmentation, where that is asked for", async () => {
    const request = { ...epoch, shuffle: false, augmentation: 'none' } as const;
    const made = await collect(source.batches(request));
    expect(made).toEqual([...batches(images, { size: 5 })]);
    const plain = await collect(source.batches({ ...epoch, shuffle: false }));
    expect(plain).toEqual(expected({ epoch: 3, size: 5 }));
  });

  it('does not take along what is beside the pixels in memory', async () => {
    const all = new Uint8Array(images.batch([...Array(23).keys()]).pixels);
    const inMemory: Dataset = {
      ...images,
      batch: (indices) => ({ ...images.batch(indices), pixels: all.subarray(0, indices.length * 768) }),
    };
    const shared = augmentedSource(inMemory, { augmentation: 'none', threads: 1 });
    const [first] = await collect(shared.batches({ ...epoch, size: 20 }));
    expect(first!.pixels).toEqual(all.slice(0, 20 * 768));
    expect(all.length).toBe(23 * 768); // 0 where it was handed over
    await shared.close();
  });

  it('throws what is wrong before any thread starts', async () => {
    const tooLarge = [{ step: 'crop', size: 99 } as const];
    expect(() => augmentedSource(images, { augmentation: tooLarge })).toThrow(/does not fit/);
    await expect(source.batches({ ...epoch, augmentation: tooLarge }).next()).rejects.toThrow(/does not fit/);
    await expect(source.batches({ ...epoch, size: 0 }).next()).rejects.toThrow(
      /size of a request for batches: expected/,
    );
    await expect(source.batches({ ...epoch, start: -1 }).next()).rejects.toThrow(
      /start of a request for batches: expected/,
    );
    expect(() => augmentedSource(images, { augmentation, threads: -1 })).toThrow(
      /threads of augmentedSource: expected/,
    );
  });

  it("hands on the data set's errors", async () => {
    const broken: Dataset = {
      ...images,
      batch() {
        throw new Error('the disk is gone');
      },
    };
    const { batches } = augmentedSource(broken, { augmentation: 'none', threads: 1 });
    await expect(batches(epoch).next()).rejects.toThrow('the disk is gone');
  });
});

describe('augmentedBatches', () => {
  it('stops its threads where it is left', async () => {
    const before = threads.length;
    for await (const batch of augmentedBatches(images, { augmentation, statistics, threads: 1, ...epoch })) {
      expect(batch).toEqual(expected(epoch)[0]);
      expect(running(threads.slice(before))).toBe(1);
      break;
    }
    expect(running(threads.slice(before))).toBe(0);
  });
});
