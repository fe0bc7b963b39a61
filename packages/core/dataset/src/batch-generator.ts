import { type BatchesOptions, batches } from './batches.js';
import type { Batch, DatasetParts } from './dataset.js';

/** A {@link Batch} as a plain record, which is an element of `tf.data`. */
export type BatchElement = Pick<Batch, 'pixels' | 'labels' | 'shape'>;

/**
 * For `tf.data.generator`: a function that starts a pass over `dataset`. With a seed, the first pass has the order of
 * `epoch`, the next one that of the following epoch, and so on.
 *
 * @example
 * const data = tf.data.generator(batchGenerator(train, { size: 100, seed: 1 })).map(({ pixels, labels, shape }) => ({
 *   xs: tf.tensor4d(pixels, shape).div(255),
 *   ys: tf.oneHot(tf.tensor1d(labels, 'int32'), 10),
 * }));
 * await model.fitDataset(data, { epochs: 5 });
 */
export function batchGenerator(
  dataset: DatasetParts,
  options: BatchesOptions,
): () => Generator<BatchElement, void, void> {
  batches(dataset, options); // checks them now rather than at the first pass
  const { epoch = 0 } = options;
  let passes = 0;
  return () => batches(dataset, { ...options, epoch: epoch + passes++ });
}
