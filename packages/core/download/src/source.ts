import type { FetchOptions } from '@rectified/dataset';

/** The size of a file. */
export interface Limits {
  /** Its maximum size in bytes. */
  readonly most: number;
  /** Its exact size in bytes, if known. */
  readonly size?: number;
}

/** A file of a source: at a URL (http, https) or on this machine. */
export type SourceFile = Limits & ({ readonly url: string } | { readonly path: string });

/** What is passed on while a dataset is made. */
export type Making = Pick<FetchOptions, 'onProgress' | 'onNote'> & { readonly signal: AbortSignal };

/** A place that has the dataset, in some form. */
export interface Source {
  /** A name for people: `the authors' host`. */
  readonly name: string;
  /** The files to download; called when it is this source's turn. */
  readonly files: (making: Making) => readonly SourceFile[] | Promise<readonly SourceFile[]>;
  /** Makes the dataset from the downloaded `files` in an empty `folder` and checks it; throws a `DatasetError`. */
  readonly make: (files: readonly string[], folder: string, making: Making) => Promise<void>;
}
