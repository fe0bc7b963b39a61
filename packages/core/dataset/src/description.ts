import type { DatasetSplits, ImageShape } from './dataset.js';

/** How far a download has come. */
export interface FetchProgress {
  readonly stage: 'download' | 'check' | 'unpack';
  /** Bytes done in this stage. */
  readonly done: number;
  /** Bytes of this stage, where they are known. */
  readonly total?: number;
}

/** Options of every data set's download. */
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

/** Options of every data set's opening. */
export interface OpenOptions {
  /** Goes on without images that cannot be used, instead of throwing. Default: false. */
  readonly skipBad?: boolean;
  /** Called while images are decoded, where that has to be done. */
  readonly onProgress?: (progress: { readonly done: number; readonly total?: number }) => void;
  readonly signal?: AbortSignal;
}

/** A data set as a program lists, downloads and opens it by name. */
export interface DatasetDescription {
  /** On the command line: `cifar10`. */
  readonly name: string;
  /** For people: `CIFAR-10`. */
  readonly title: string;
  /** Number of classes. */
  readonly classes: number;
  readonly shape: ImageShape;
  /** Number of images to train on. */
  readonly train: number;
  /** Number of images to test on. */
  readonly test: number;
  /** Name that its folder usually has. */
  readonly folder: string;
  /** Files the folder must hold. */
  readonly files: readonly string[];
  /** How to get it, for people. */
  readonly source: string;
  /** Opens the data set in `folder`; throws `DatasetError` when it cannot. */
  open(folder: string, options?: OpenOptions): Promise<DatasetSplits>;
  /** Downloads the data set so that `open(folder)` works, and returns `folder`. Absent where a person must do it. */
  fetch?(folder: string, options?: FetchOptions): Promise<string>;
}
