import type { Dataset } from '@rectified/dataset';
import { augment } from './augment.js';
import { outerProducts } from './outer-products.js';
import { type Augmentation, resolveSteps } from './resolve-steps.js';
import { sizeOf } from './stage.js';
import type { Statistics } from './statistics.js';
import type { FullStep } from './step.js';
import { whiteningMatrix } from './whitening-matrix.js';

/** How {@link fitStatistics} goes through a data set. */
export interface FitOptions {
  /** Of the views whose statistics are taken. */
  readonly seed: number;
  /** What is known already, and is not computed again. */
  readonly statistics?: Statistics;
  readonly onProgress?: (progress: {
    readonly step: string;
    readonly images: number;
    readonly of: number;
  }) => void;
}

/** Images that are read at once; the program can do other things after each batch. */
const batchSize = 256;

/**
 * What `subtract-mean` and `zca` need to know of the training images: the mean image, the mean and the whitening matrix of
 * the images as they come to that step. One view of every image is taken, that of epoch 0 (training counts from 1), since
 * cxxnet averages over the augmented images, too (`iter_augment_proc-inl.hpp:175-205`). Sums are in float64.
 *
 * Whitening needs the eigenvectors of a matrix of n x n numbers for images of n numbers: do it once and keep the result.
 *
 * @example
 * const statistics = await fitStatistics('model1', train, { seed: 1 });
 * const { views } = augment('model1', { statistics });
 */
export async function fitStatistics(
  augmentation: Augmentation,
  dataset: Dataset,
  { seed, statistics = {}, onProgress }: FitOptions,
): Promise<Statistics> {
  const steps = resolveSteps(augmentation);
  let known = statistics;
  for (const [i, step] of steps.entries()) {
    const before = { steps: steps.slice(0, i), statistics: known, seed };
    const report = (images: number) => onProgress?.({ step: step.step, images, of: dataset.size });
    if (step.step === 'subtract-mean' && known.mean === undefined)
      known = { ...known, mean: await meanImage(dataset, before, report) };
    if (step.step === 'zca' && known.whitening === undefined)
      known = { ...known, whitening: await whitening(dataset, before, step.bias, report) };
  }
  return known;
}

interface Before {
  readonly steps: readonly FullStep[];
  readonly statistics: Statistics;
  readonly seed: number;
}

async function meanImage(dataset: Dataset, before: Before, report: (images: number) => void) {
  const { shape } = augment(before.steps, before).form(dataset.shape);
  const sums = new Float64Array(sizeOf(shape));
  await forEachView(dataset, before, report, (pixels, at) => {
    for (let i = 0; i < sums.length; i++) sums[i]! += pixels[at + i]!;
  });
  return { pixels: Float32Array.from(sums, (sum) => sum / dataset.size), shape };
}

async function whitening(dataset: Dataset, before: Before, bias: number, report: (images: number) => void) {
  const mean = (await meanImage(dataset, before, () => {})).pixels;
  const size = mean.length;
  const products = outerProducts(size);
  const centered = new Float64Array(size);
  await forEachView(dataset, before, report, (pixels, at) => {
    for (let i = 0; i < size; i++) centered[i] = pixels[at + i]! - mean[i]!;
    products.add(centered);
  });
  const covariance = products.sums().map((sum) => sum / dataset.size);
  return { mean, matrix: await whiteningMatrix(covariance, { size, bias }) };
}

async function forEachView(
  dataset: Dataset,
  { steps, statistics, seed }: Before,
  report: (images: number) => void,
  use: (pixels: ArrayLike<number>, at: number) => void,
): Promise<void> {
  const { views } = augment(steps, { statistics });
  for (let first = 0; first < dataset.size; first += batchSize) {
    const count = Math.min(batchSize, dataset.size - first);
    const indices = Array.from({ length: count }, (_, i) => first + i);
    const { pixels } = views(dataset.batch(indices), { seed, epoch: 0, indices });
    for (let i = 0; i < count; i++) use(pixels, (i * pixels.length) / count);
    report(first + count);
    await new Promise((resolve) => setTimeout(resolve));
  }
}
