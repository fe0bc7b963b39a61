import type { FetchOptions } from '@rectified/dataset';

/** How large a file can be. */
export interface Limits {
  /** Bytes that it may have. */
  readonly most: number;
  /** Bytes that it is known to have. */
  readonly size?: number;
}

/** A file that a source has: at an address (http, https) or on this machine. */
export type SourceFile = Limits & ({ readonly url: string } | { readonly path: string });

/** What is handed on while a dataset is made. */
export type Making = Pick<FetchOptions, 'onProgress' | 'onNote'> & { readonly signal: AbortSignal };

/** A place that has the dataset, in some form. */
export interface Source {
  /** A name for people: `the authors' host`. */
  readonly name: string;
  /** The files to download; asked for when it is this source's turn. */
  readonly files: (making: Making) => readonly SourceFile[] | Promise<readonly SourceFile[]>;
  /** Writes the dataset, made of the downloaded `files`, into an empty `folder` and checks it; throws `DatasetError`. */
  readonly make: (files: readonly string[], folder: string, making: Making) => Promise<void>;
}
