import { checkOptions, checkValue, optional, randomSeed, renamed, trueOrFalse } from '@rectified/errors';
import { checkedBatch } from './checked-batch.js';
import * as checks from './checks.js';
import type { Batch, DatasetParts } from './dataset.js';
import { epochOrder } from './epoch-order.js';

/** How {@link batches} goes through a dataset. */
export interface BatchesOptions {
  /** Images in a batch. */
  readonly size: number;
  /** Shuffles by {@link epochOrder}. Without it the images come in the dataset's own order. */
  readonly seed?: number;
  /** The epoch whose order is used. Default: 0. */
  readonly epoch?: number;
  /** Index of the first batch, where an interrupted epoch continues. Default: 0. */
  readonly start?: number;
  /** Whether to leave out a last batch with fewer than `size` images. Default: false. */
  readonly dropLast?: boolean;
}

const optionChecks = {
  size: checks.count,
  seed: optional(randomSeed),
  epoch: optional(checks.epoch),
  start: optional(checks.index),
  dropLast: optional(trueOrFalse),
};

const foreignOptions = {
  batchSize: renamed('size'),
  batch: renamed('size'),
  shuffle: 'A seed shuffles: seed: 1',
};

/**
 * One epoch over `dataset` in batches; every image occurs once. Each batch is made when it is requested.
 * Throws an `InputError` for invalid options, and for a batch that does not match the dataset's description.
 *
 * @example
 * for (const { pixels, labels } of batches(train, { size: 100, seed: 1, epoch: 0 })) step(pixels, labels);
 */
export function batches(dataset: DatasetParts, options: BatchesOptions): Generator<Batch, void, void> {
  checkValue('dataset', dataset, checks.dataset);
  checkOptions('batches', options, optionChecks, foreignOptions);
  const { epoch = 0, start = 0 } = options;
  return generate(dataset, { ...options, epoch, start });
}

function* generate(
  dataset: DatasetParts,
  { size, seed, epoch, start, dropLast = false }: BatchesOptions & { epoch: number; start: number },
): Generator<Batch, void, void> {
  const order =
    seed === undefined
      ? Uint32Array.from({ length: dataset.size }, (_, i) => i)
      : epochOrder(dataset.size, { seed, epoch });
  const end = dropLast ? dataset.size - (dataset.size % size) : dataset.size;
  for (let from = start * size; from < end; from += size)
    yield checkedBatch(dataset, order.subarray(from, from + size));
}
