import type { Dataset } from '@rectified/dataset';
import {
  type AugmentedBatch,
  type AugmentedRequest,
  type AugmentedSourceOptions,
  augmentedSource,
} from './augmented-source.js';

/**
 * One epoch of augmented batches, made in threads that end with it, also where it is left early. For more than one epoch
 * an {@link augmentedSource} keeps its threads.
 *
 * @example
 * for await (const { pixels, labels } of augmentedBatches(train, { augmentation: 'model1', statistics, seed: 1, epoch: 1, size: 96 }))
 *   step(pixels, labels);
 */
export async function* augmentedBatches(
  dataset: Dataset,
  { augmentation, statistics, threads, ahead, ...request }: AugmentedSourceOptions & AugmentedRequest,
): AsyncGenerator<AugmentedBatch, void, void> {
  const source = augmentedSource(dataset, { augmentation, statistics, threads, ahead });
  try {
    yield* source.batches(request);
  } finally {
    await source.close();
  }
}
