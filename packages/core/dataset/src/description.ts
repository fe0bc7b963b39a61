import type { DescribedOptions } from '@rectified/errors';
import type { DatasetSplits, ImageShape } from './dataset.js';

/** The progress of a download. */
export interface FetchProgress {
  readonly stage: 'download' | 'check' | 'unpack';
  /** Bytes done in this stage. */
  readonly done: number;
  /** Total bytes of this stage, if known. */
  readonly total?: number;
}

/** Options of every dataset's download. */
export interface FetchOptions {
  /** Another URL to download from instead of the official one. The content must be the same. */
  readonly url?: string;
  /** A folder or URL prefix with a copy, or an archive in either, used instead of the public sources. */
  readonly from?: string;
  readonly onProgress?: (progress: FetchProgress) => void;
  /** Called with messages for people: a source that failed and why, another process that is being waited for. */
  readonly onNote?: (text: string) => void;
  /** Stops the download; the next attempt continues with what has arrived. */
  readonly signal?: AbortSignal;
}

/** Options that every dataset accepts when it is opened. */
export interface OpenOptions {
  /** Leaves out unusable images instead of throwing. Default: false. */
  readonly skipBad?: boolean;
  /** Called while images are being decoded, if they have to be. */
  readonly onProgress?: (progress: { readonly done: number; readonly total?: number }) => void;
  readonly signal?: AbortSignal;
}

/**
 * The default export of a file or package that provides a dataset: a plain description with which a program lists, opens
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
  /** The metric: the share of wrong answers, or the mean log-loss in nats. */
  readonly measure: 'error' | 'loss';
  /** The metric's value for guessing by the classes' frequencies without looking at the image. Absent if unknown. */
  readonly guessing?: number;
  /** Number of training images, if it is always the same. */
  readonly train?: number;
  /** Number of test images, if it is always the same. */
  readonly test?: number;
  /** The usual name of its folder. Default: `name`. */
  readonly folder?: string;
  /** Files that the folder must contain. */
  readonly files?: readonly string[];
  /** How to get it, for people. */
  readonly source?: string;
  /** The license, for people. */
  readonly license?: string;
  /** The default scaling of pixels x for a network: (x - shift) * scale. */
  readonly input?: { readonly shift: number; readonly scale: number };
  /** The default augmentation in training, in the format of `@rectified/augment`. */
  readonly augment?: string;
  /** The options of `open`, besides those of every dataset. */
  readonly options?: DescribedOptions;
  /** Opens the dataset in `folder`; throws a `DatasetError` if it cannot. */
  open(folder: string, options?: OpenOptions): Promise<DatasetSplits>;
  /** Downloads the dataset so that `open(folder)` works, and returns `folder`. Absent if a person must do it. */
  fetch?(folder: string, options?: FetchOptions): Promise<string>;
  /** Whether `fetch` generates the images itself, is called whenever they are needed, and returns at once if they exist. */
  readonly generated?: boolean;
}
