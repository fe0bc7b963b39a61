import type { Dataset } from '@rectified/dataset';
import { checkValue, having } from '@rectified/errors';
import * as checks from '../checks.js';
import {
  type AugmentedBatch,
  type AugmentedRequest,
  type AugmentedSourceOptions,
  augmentedSource,
} from './augmented-source.js';

/**
 * One epoch of augmented batches, made in threads that end with it, even if it is left early. For more than one epoch,
 * use an {@link augmentedSource}, which keeps its threads.
 *
 * @example
 * for await (const { pixels, labels } of augmentedBatches(train, { augmentation: 'model1', statistics, seed: 1, epoch: 1, size: 96 }))
 *   step(pixels, labels);
 */
export async function* augmentedBatches(
  dataset: Dataset,
  options: AugmentedSourceOptions & AugmentedRequest,
): AsyncGenerator<AugmentedBatch, void, void> {
  checkValue('dataset', dataset, checks.dataset);
  const { augmentation, statistics, threads, ahead, ...request } = checkValue(
    'options of augmentedBatches',
    options,
    having('an object of augmentation, seed, epoch, size and others'),
  );
  const source = augmentedSource(dataset, { augmentation, statistics, threads, ahead });
  try {
    yield* source.batches(request);
  } finally {
    await source.close();
  }
}
