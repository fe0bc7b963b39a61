import { availableParallelism } from 'node:os';
import { checkedBatch, type Dataset, epochOrder, type PlacedViews } from '@rectified/dataset';
import {
  anything,
  checkOptions,
  checkValue,
  optional,
  randomSeed,
  renamed,
  trueOrFalse,
  wholeNumber,
} from '@rectified/errors';
import { Tinypool } from 'tinypool';
import { augment } from '../augment.js';
import * as checks from '../checks.js';
import type { Images, Pixels } from '../image.js';
import { placedViews } from '../placed-views.js';
import { type Augmentation, resolveSteps } from '../resolve-steps.js';
import type { Statistics } from '../statistics.js';
import type { Job } from '../worker/index.js';
import { workerOptions } from './worker-options.js';

/** How {@link augmentedSource} works. */
export interface AugmentedSourceOptions {
  readonly augmentation: Augmentation;
  readonly statistics?: Statistics;
  /** Threads that make views; 0 makes them in this one. Default: one less than the machine has cores, from 1 to 4. */
  readonly threads?: number;
  /** Batches that are made before they are asked for. Default: two for each thread. */
  readonly ahead?: number;
}

/** Which batches are wanted. The trainer's `EpochRequest` is one. */
export interface AugmentedRequest {
  readonly seed: number;
  readonly epoch: number;
  /** Images in a batch; the last one may have fewer. */
  readonly size: number;
  /** Index of the first batch. Default: 0. */
  readonly start?: number;
  /** Whether the images come in the order of seed and epoch, as from `batches`, or in the data set's. Default: true. */
  readonly shuffle?: boolean;
  /** Instead of the source's. Needs no other statistics. */
  readonly augmentation?: Augmentation;
}

/** Views of some images, as bytes or as float32 numbers that are the network's input. */
export interface AugmentedBatch extends Images {
  readonly labels: Int32Array;
}

/** The batches of one epoch, in order. They depend on the request alone. */
export interface AugmentedBatches {
  (request: AugmentedRequest): AsyncGenerator<AugmentedBatch, void, void>;
  /** The source's views by the places of their pixels, where they are no more than that: a device makes these itself. */
  readonly placed?: PlacedViews;
}

/** Makes batches of views in threads of its own, which stay until it is closed. */
export interface AugmentedSource {
  /** The `source` of the trainer. */
  readonly batches: AugmentedBatches;
  /** Stops the threads; batches that are being made are lost. */
  close(): Promise<void>;
}

/**
 * A source of batches of augmented images that works ahead in other threads, so that training does not wait.
 *
 * This thread only collects the bytes of a batch (`dataset.batch`); they are handed to a thread, and its views back,
 * without a copy. The data set needs not be in memory, and no thread needs to open it. Threads start with the first batch
 * and do not keep the program running. The batches are the same with any number of threads.
 *
 * @example
 * const source = augmentedSource(train, { augmentation: 'model1', statistics });
 * for await (const { pixels, labels, shape } of source.batches({ seed: 1, epoch: 1, size: 96 })) step(pixels, labels);
 * await source.close();
 */
export function augmentedSource(dataset: Dataset, options: AugmentedSourceOptions): AugmentedSource {
  checkValue('data set', dataset, checks.dataset);
  const {
    augmentation,
    statistics = {},
    threads = Math.min(Math.max(availableParallelism() - 1, 1), 4),
    ahead = 2 * threads,
  } = checkOptions('augmentedSource', options, {
    augmentation: anything, // by resolveSteps
    statistics: optional(checks.statistics),
    threads: optional(wholeNumber()),
    ahead: optional(wholeNumber()),
  });
  resolveSteps(augmentation);
  let pool: Tinypool | undefined;

  function inThread({ images, ...job }: Job): Promise<Pixels> {
    pool ??= new Tinypool({
      ...workerOptions,
      name: 'makeViews',
      minThreads: threads,
      maxThreads: threads,
      // So that a thread has its next batch while this one is busy with a training step.
      concurrentTasksPerWorker: 2,
      workerData: statistics,
    });
    // A view of a larger buffer would take all of that along.
    const { byteLength, buffer } = images.pixels;
    const own = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
    const pixels = own ? images.pixels : images.pixels.slice();
    const handed = { ...job, images: { pixels, shape: images.shape } };
    return pool.run(handed, { transferList: [pixels.buffer as ArrayBuffer] });
  }

  async function* batches(request: AugmentedRequest): AsyncGenerator<AugmentedBatch, void, void> {
    const {
      seed,
      epoch,
      size,
      start = 0,
      shuffle = true,
      augmentation: other,
    } = checkOptions(
      'a request for batches',
      request,
      {
        seed: randomSeed,
        epoch: wholeNumber(),
        size: wholeNumber({ from: 1 }),
        start: optional(wholeNumber()),
        shuffle: optional(trueOrFalse),
        augmentation: anything, // by resolveSteps
      },
      { batchSize: renamed('size'), batch: renamed('size') },
    );
    const steps = resolveSteps(other ?? augmentation);
    const { views, form } = augment(steps, { statistics });
    const { shape } = form(dataset.shape); // Throws here and not in a thread.
    const order = shuffle
      ? epochOrder(dataset.size, { seed, epoch })
      : Uint32Array.from({ length: dataset.size }, (_, i) => i);
    const made: Promise<AugmentedBatch>[] = [];
    let next = start * size;

    async function make(indices: Uint32Array): Promise<AugmentedBatch> {
      const { labels, ...images } = checkedBatch(dataset, indices);
      const pixels =
        threads === 0
          ? views(images, { seed, epoch, indices }).pixels
          : await inThread({ images, steps, seed, epoch, indices });
      return { pixels, labels, shape: [indices.length, ...shape] };
    }

    for (;;) {
      for (; made.length <= ahead && next < order.length; next += size) {
        const batch = make(order.slice(next, next + size));
        batch.catch(() => {}); // Whoever asks for the batch gets the error.
        made.push(batch);
      }
      const batch = made.shift();
      if (batch === undefined) return;
      yield await batch;
    }
  }

  return {
    batches: Object.assign(batches, { placed: placedViews(augmentation, dataset.shape, { statistics }) }),
    async close() {
      await pool?.destroy();
      pool = undefined;
    },
  };
}
