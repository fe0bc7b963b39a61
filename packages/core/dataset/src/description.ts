import type { DescribedOptions } from '@rectified/errors';
import type { DatasetSplits, ImageShape } from './dataset.js';

/** How far a download has come. */
export interface FetchProgress {
  readonly stage: 'download' | 'check' | 'unpack';
  /** Bytes done in this stage. */
  readonly done: number;
  /** Bytes of this stage, where they are known. */
  readonly total?: number;
}

/** Options that every dataset's download takes. */
export interface FetchOptions {
  /** Where to download from instead of the official address. The content must be the same. */
  readonly url?: string;
  /** A folder or an address below which a copy lies, or an archive in either; instead of the public sources. */
  readonly from?: string;
  readonly onProgress?: (progress: FetchProgress) => void;
  /** Called with what a person should know meanwhile: a source that failed and why, another process that is waited for. */
  readonly onNote?: (text: string) => void;
  /** Stops the download; what has come is kept and used by the next attempt. */
  readonly signal?: AbortSignal;
}

/** Options that every dataset takes when it is opened. */
export interface OpenOptions {
  /** Leaves out images that cannot be used instead of throwing. Default: false. */
  readonly skipBad?: boolean;
  /** Called while images are decoded, where that has to be done. */
  readonly onProgress?: (progress: { readonly done: number; readonly total?: number }) => void;
  readonly signal?: AbortSignal;
}

/**
 * What a file or package that offers a dataset exports by default: a plain description, by which a program lists, opens
 * and downloads it.
 *
 * @example
 * export default {
 *   name: 'birds',
 *   title: 'Birds of my garden',
 *   classes: 3,
 *   shape: [32, 32, 3],
 *   measure: 'error',
 *   open: async (folder) => ({ train: makeDataset({ ... }), test: makeDataset({ ... }) }),
 * } satisfies DatasetDescription;
 */
export interface DatasetDescription {
  /** The name on the command line: `cifar10`. */
  readonly name: string;
  /** A name for people: `CIFAR-10`. */
  readonly title: string;
  /** Number of classes. */
  readonly classes: number;
  readonly shape: ImageShape;
  /** What it is judged by: the share of wrong answers, or the mean log-loss in nats. */
  readonly measure: 'error' | 'loss';
  /** The measure of an answer that knows the classes' frequencies but nothing about the image. Absent if unknown. */
  readonly guessing?: number;
  /** Number of images to train on, where it is always the same. */
  readonly train?: number;
  /** Number of images to test on, where it is always the same. */
  readonly test?: number;
  /** Name that its folder usually has. Default: `name`. */
  readonly folder?: string;
  /** Files the folder must hold. */
  readonly files?: readonly string[];
  /** How to get it, for people. */
  readonly source?: string;
  /** The license, for people. */
  readonly license?: string;
  /** How pixels x come to a network where nobody says otherwise: (x - shift) * scale. */
  readonly input?: { readonly shift: number; readonly scale: number };
  /** What is done with its images in training where nobody says otherwise, as `@rectified/augment` takes it. */
  readonly augment?: string;
  /** The options of `open`, beside those that every dataset takes. */
  readonly options?: DescribedOptions;
  /** Opens the dataset in `folder`; throws `DatasetError` when it cannot. */
  open(folder: string, options?: OpenOptions): Promise<DatasetSplits>;
  /** Downloads the dataset so that `open(folder)` works, and returns `folder`. Absent if a person must do it. */
  fetch?(folder: string, options?: FetchOptions): Promise<string>;
  /** Whether `fetch` makes the images itself, whenever they are needed, and returns at once where they are there. */
  readonly generated?: boolean;
}
