import { checkedBatch, type Dataset } from '@rectified/dataset';
import { callable, checkOptions, checkValue, having, optional, randomSeed } from '@rectified/errors';
import { augment } from './augment.js';
import * as checks from './checks.js';
import type { Pixels } from './image.js';
import { type Augmentation, resolveSteps } from './resolve-steps.js';
import { sizeOf } from './stage.js';
import type { Statistics } from './statistics.js';
import type { FullStep } from './step.js';
import type { Whitening } from './whitening.js';

/** Options for computing a dataset's statistics. */
export interface FitOptions {
  /** The seed of the views whose statistics are computed. */
  readonly seed: number;
  /** Statistics that are already known, and are not computed again. */
  readonly statistics?: Statistics;
  readonly onProgress?: (progress: FitProgress) => void;
  /** Stops it: the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Its progress. */
export interface FitProgress {
  readonly step: string;
  readonly images: number;
  readonly of: number;
  /** Seconds spent on the matrix so far, if it is computed in another thread and all images have been read. */
  readonly matrixSeconds?: number;
}

/** Images that are read at once; the program can do other things after each batch. */
const batchSize = 256;

/** Computes the statistics; `begin` creates what whitens images with that mean. */
export async function fit(
  augmentation: Augmentation,
  dataset: Dataset,
  options: FitOptions,
  begin: (mean: Float32Array) => Whitening,
): Promise<Statistics> {
  checkValue('dataset', dataset, checks.dataset);
  const {
    seed,
    statistics = {},
    onProgress,
    signal,
  } = checkOptions('fitStatistics', options, {
    seed: randomSeed,
    statistics: optional(checks.statistics),
    onProgress: optional(callable()),
    signal: optional(having('the signal of an AbortController', 'aborted')),
  });
  const steps = resolveSteps(augmentation);
  let known = statistics;
  for (const [i, step] of steps.entries()) {
    const before = { steps: steps.slice(0, i), statistics: known, seed, signal };
    const report: Report = (images, matrixSeconds) =>
      onProgress?.({
        step: step.step,
        images,
        of: dataset.size,
        ...(matrixSeconds === undefined ? {} : { matrixSeconds }),
      });
    if (step.step === 'subtract-mean' && known.mean === undefined)
      known = { ...known, mean: await meanImage(dataset, before, report) };
    if (step.step === 'zca' && known.whitening === undefined) {
      const mean = (await meanImage(dataset, before, () => {})).pixels;
      const matrix = await matrixOf(begin(mean), dataset, before, { bias: step.bias, report });
      known = { ...known, whitening: { mean, matrix } };
    }
  }
  return known;
}

type Report = (images: number, matrixSeconds?: number) => void;

interface Before {
  readonly steps: readonly FullStep[];
  readonly statistics: Statistics;
  readonly seed: number;
  readonly signal?: AbortSignal;
}

async function meanImage(dataset: Dataset, before: Before, report: Report) {
  const { shape } = augment(before.steps, { statistics: before.statistics }).form(dataset.shape);
  const sums = new Float64Array(sizeOf(shape));
  await forEachBatch(dataset, before, report, (pixels, count) => {
    for (let image = 0; image < count; image++)
      for (let i = 0; i < sums.length; i++) sums[i]! += pixels[image * sums.length + i]!;
  });
  return { pixels: Float32Array.from(sums, (sum) => sum / dataset.size), shape };
}

async function matrixOf(
  whitening: Whitening,
  dataset: Dataset,
  before: Before,
  { bias, report }: { bias: number; report: Report },
): Promise<Float32Array> {
  try {
    await forEachBatch(dataset, before, report, whitening.add);
    const matrix = await whitening.matrix(bias, (seconds) => report(dataset.size, seconds));
    before.signal?.throwIfAborted();
    return matrix;
  } finally {
    await whitening.close();
  }
}

async function forEachBatch(
  dataset: Dataset,
  { steps, statistics, seed, signal }: Before,
  report: Report,
  use: (pixels: Pixels, count: number) => void | Promise<void>,
): Promise<void> {
  const { views } = augment(steps, { statistics });
  for (let first = 0; first < dataset.size; first += batchSize) {
    signal?.throwIfAborted();
    const count = Math.min(batchSize, dataset.size - first);
    const indices = Array.from({ length: count }, (_, i) => first + i);
    const { pixels } = views(checkedBatch(dataset, indices), { seed, epoch: 0, indices });
    await use(pixels, count);
    report(first + count);
    await new Promise((resolve) => setTimeout(resolve));
  }
}
