import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  type Augmentation,
  augment,
  byteSteps,
  centerSteps,
  decodeStatistics,
  encodeStatistics,
  type FitOptions,
  type FitProgress,
  type FullStep,
  placedViews,
  resolveSteps,
  type Statistics,
} from '@rectified/augment';
import { augmentedSource, fitStatisticsInThread } from '@rectified/augment/workers';
import type { Dataset, ImageShape } from '@rectified/dataset';
import { InputError, isInputError } from '@rectified/errors';
import { readRunFile, writeRunFile } from '@rectified/run-folder';
import { hashBytes, makeFolder, threadCount } from '@rectified/system';
import type { BatchSource, TestSource } from '@rectified/trainer';
import type { ExperimentConfig } from './experiment-config.js';
import type { RunEvent } from './run-event.js';

type Augmented = Pick<ExperimentConfig, 'augment'>;

/** How images come to the network; without the sources as they are. */
export interface Views {
  readonly source?: BatchSource;
  readonly testSource?: TestSource;
  /** Ends the threads that make them. */
  close(): Promise<void>;
}

export interface OpenViewsOptions extends Pick<FitOptions, 'onProgress' | 'signal'> {
  /** Of the run, which keeps what is known of its training images: the mean image, the whitening matrix. */
  readonly folder: string;
  /** The comparison's folder, where {@link shareStatistics} may have put the statistics. */
  readonly shared?: string;
}

/** What a configuration does with images, checked. */
export function augmentationOf({ augment = 'none' }: Augmented): FullStep[] {
  return resolveSteps(augment as Augmentation);
}

/** The shape in which images of a data set come to the network. */
export function shapeOf(config: Augmented, { shape }: Dataset): ImageShape {
  return augment(byteSteps(augmentationOf(config))).form(shape).shape;
}

/** The views to train and to test with: random ones that other threads make, and the one without chance. */
export async function openViews(
  config: Augmented & Pick<ExperimentConfig, 'seed'>,
  train: Dataset,
  { folder, shared, onProgress, signal }: OpenViewsOptions,
): Promise<Views> {
  const augmentation = augmentationOf(config);
  if (augmentation.length === 0) return { async close() {} };
  const statistics =
    (await readStatistics(config, folder)) ??
    (await keepStatistics(
      folder,
      (shared === undefined ? undefined : await readShared(sharedFolder(shared, config, train))) ??
        (await fitStatisticsInThread(augmentation, train, { seed: config.seed, onProgress, signal })),
    ));
  // Beside the threads that compute; where runs share the processors, each has its share of these, too.
  const threads = Math.min(Math.max(threadCount() - 1, 1), 4);
  const { batches, close } = augmentedSource(train, { augmentation, statistics, threads });
  const testSource = Object.assign(central(augmentation, statistics), {
    placed: placedViews(centerSteps(augmentation), train.shape, { statistics }),
  });
  return { source: batches, testSource, close };
}

export interface ShareStatisticsOptions extends Pick<FitOptions, 'onProgress' | 'signal'> {
  /** The comparison's folder. */
  readonly folder: string;
  /** The seeds of the runs to be trained. */
  readonly seeds: readonly number[];
}

/**
 * Computes what the runs of a comparison need to know of their training images, once for all of them, or once for each
 * seed where random views have a part in it.
 */
export async function shareStatistics(
  config: Augmented,
  train: Dataset,
  { folder, seeds, ...options }: ShareStatisticsOptions,
): Promise<void> {
  const augmentation = augmentationOf(config);
  if (lastFitted(augmentation) === -1) return;
  for (const seed of seeds) {
    const shared = sharedFolder(folder, { ...config, seed }, train);
    if ((await readShared(shared)) !== undefined) continue;
    await keepStatistics(shared, await fitStatisticsInThread(augmentation, train, { seed, ...options }));
  }
}

/** The view to evaluate a finished run with. */
export async function openTestSource(config: Augmented, folder: string): Promise<TestSource | undefined> {
  const augmentation = augmentationOf(config);
  if (augmentation.length === 0) return undefined;
  return central(augmentation, await knownStatistics(config, folder));
}

/** What a trained run knows of its training images. Throws an `InputError` if that is missing. */
export async function knownStatistics(config: Augmented, folder: string): Promise<Statistics> {
  const statistics = await readStatistics(config, folder);
  if (statistics !== undefined) return statistics;
  throw new InputError({
    what: "the statistics of the run's training images are missing",
    expected: `a file ${file}`,
    file: folder,
  });
}

/** What the run knows of its training images: nothing where its steps need nothing, undefined if it is not known yet. */
async function readStatistics(config: Augmented, folder: string): Promise<Statistics | undefined> {
  return lastFitted(augmentationOf(config)) === -1 ? {} : readFrom(folder);
}

const file = 'statistics.safetensors';
/** Writes statistics into the folder of a run, or of what the runs of a comparison share. Returns them. */
async function keepStatistics(folder: string, statistics: Statistics): Promise<Statistics> {
  if (Object.keys(statistics).length === 0) return statistics;
  await makeFolder(folder);
  await writeRunFile(folder, file, encodeStatistics(statistics));
  return statistics;
}

/** What {@link keepStatistics} wrote; undefined if it has not. Throws an `InputError` if it is something else now. */
async function readFrom(folder: string): Promise<Statistics | undefined> {
  const content = await readRunFile(folder, file);
  return content && decodeStatistics(content);
}

/** The same of what runs share: a copy to save time, which is made again where it is damaged. */
async function readShared(folder: string): Promise<Statistics | undefined> {
  return readFrom(folder).catch((error: unknown) => {
    if (isInputError(error)) return undefined;
    throw error;
  });
}

/** Where a comparison keeps the statistics of runs with this seed: those that are the same have the same folder. */
function sharedFolder(
  folder: string,
  config: Augmented & Pick<ExperimentConfig, 'seed'>,
  { name, size, fingerprint }: Dataset,
): string {
  const augmentation = augmentationOf(config);
  const steps = augmentation.slice(0, lastFitted(augmentation) + 1);
  const seed = isDeepStrictEqual(steps, centerSteps(steps)) ? undefined : config.seed;
  const { sha256 } = hashBytes(JSON.stringify({ steps, seed, name, size, fingerprint }));
  return join(folder, 'statistics', sha256.slice(0, 16));
}

/** The last step that needs to know the training images; -1 where none does. */
function lastFitted(augmentation: readonly FullStep[]): number {
  return augmentation.findLastIndex(({ step }) => step === 'subtract-mean' || step === 'zca');
}

/** Progress as an event of a run. */
export function preparing({
  images,
  of,
  matrixSeconds,
}: FitProgress): Extract<RunEvent, { type: 'prepare' }> {
  const detail =
    matrixSeconds === undefined ? undefined : `whitening matrix, for ${matrixSeconds.toLocaleString('en')} s`;
  return { type: 'prepare', what: 'statistics', done: images, total: of, detail };
}

/** As cxxnet evaluates: the crop at the center. It is made in this thread, which takes a hundredth of the network's time. */
function central(augmentation: Augmentation, statistics: Statistics): TestSource {
  return (dataset, { size }) =>
    augmentedSource(dataset, { augmentation: centerSteps(augmentation), statistics, threads: 0 }).batches({
      seed: 0,
      epoch: 0,
      size,
      shuffle: false,
    });
}
