import {
  type Augmentation,
  augment,
  byteSteps,
  centerSteps,
  decodeStatistics,
  encodeStatistics,
  type FitOptions,
  type FullStep,
  fitStatistics,
  resolveSteps,
  type Statistics,
} from '@rectified/augment';
import { augmentedSource } from '@rectified/augment/workers';
import type { Dataset, ImageShape } from '@rectified/dataset';
import { readRunFile, writeRunFile } from '@rectified/run-folder';
import type { BatchSource, TestSource } from '@rectified/trainer';
import type { ExperimentConfig } from './experiment-config.js';

type Augmented = Pick<ExperimentConfig, 'augment'>;

/** How images come to the network; without the sources as they are. */
export interface Views {
  readonly source?: BatchSource;
  readonly testSource?: TestSource;
  /** Ends the threads that make them. */
  close(): Promise<void>;
}

export interface OpenViewsOptions {
  /** Of the run, which keeps what is known of its training images: the mean image, the whitening matrix. */
  readonly folder: string;
  readonly onProgress?: FitOptions['onProgress'];
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
  { folder, onProgress }: OpenViewsOptions,
): Promise<Views> {
  const augmentation = augmentationOf(config);
  if (augmentation.length === 0) return { async close() {} };
  let statistics = await readStatistics(config, folder);
  if (statistics === undefined) {
    statistics = await fitStatistics(augmentation, train, { seed: config.seed, onProgress });
    await writeRunFile(folder, file, encodeStatistics(statistics));
  }
  const { batches, close } = augmentedSource(train, { augmentation, statistics });
  return { source: batches, testSource: central(augmentation, statistics), close };
}

/** The view to evaluate a finished run with. */
export async function openTestSource(config: Augmented, folder: string): Promise<TestSource | undefined> {
  const augmentation = augmentationOf(config);
  if (augmentation.length === 0) return undefined;
  return central(augmentation, (await readStatistics(config, folder)) ?? {});
}

const file = 'statistics.safetensors';

/** What the run knows of its training images: nothing where its steps need nothing, undefined where it is not known yet. */
export async function readStatistics(config: Augmented, folder: string): Promise<Statistics | undefined> {
  const fitted = augmentationOf(config).some(({ step }) => step === 'subtract-mean' || step === 'zca');
  if (!fitted) return {};
  const content = await readRunFile(folder, file);
  return content && decodeStatistics(content);
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
