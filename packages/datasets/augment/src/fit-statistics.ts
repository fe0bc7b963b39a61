import type { Dataset } from '@rectified/dataset';
import { type FitOptions, fit } from './fit.js';
import type { Augmentation } from './resolve-steps.js';
import type { Statistics } from './statistics.js';
import { whitening } from './whitening.js';

/**
 * What `subtract-mean` and `zca` need to know of the training images: the mean image, the mean and the whitening matrix of
 * the images as they come to that step. One view of every image is taken, that of epoch 0 (training counts from 1), since
 * cxxnet averages over the augmented images, too (`iter_augment_proc-inl.hpp:175-205`). Sums are in float64.
 *
 * Whitening needs the eigenvectors of a matrix of n x n numbers for images of n numbers: do it once and keep the result.
 * It is computed here in one piece, in which this thread does nothing else; `fitStatisticsInThread` of
 * `@rectified/augment/workers` leaves it free, and can be stopped at any time.
 *
 * @example
 * const statistics = await fitStatistics('model1', train, { seed: 1 });
 * const { views } = augment('model1', { statistics });
 */
export function fitStatistics(
  augmentation: Augmentation,
  dataset: Dataset,
  options: FitOptions,
): Promise<Statistics> {
  return fit(augmentation, dataset, options, whitening);
}
