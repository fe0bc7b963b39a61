import type { Dataset } from '@rectified/dataset';
import { type FitOptions, fit } from './fit.js';
import type { Augmentation } from './resolve-steps.js';
import type { Statistics } from './statistics.js';
import { whitening } from './whitening.js';

/**
 * The statistics of the training images for `subtract-mean` and `zca`: the mean image, and the mean and whitening matrix of
 * the images as they reach that step. It uses one view of every image, that of epoch 0 (training counts from 1), because
 * cxxnet also averages over the augmented images (`iter_augment_proc-inl.hpp:175-205`). Sums are in float64.
 *
 * For images of n numbers, whitening needs the eigenvectors of an n x n matrix: compute it once and keep the result.
 * Here it is computed in one piece, which blocks this thread; `fitStatisticsInThread` of
 * `@rectified/augment/workers` does not block it, and can be stopped at any time.
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
