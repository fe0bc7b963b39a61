/** A file of a {@link Source}, which should be an image. */
export interface ImageFile {
  /** Below the source, with slashes: `train/amphipods/10494.jpg`. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Why there are no bytes, where the file is damaged within the archive. */
  readonly fault?: string;
}

/** Where images come from: a folder or an archive. */
export interface Source {
  readonly path: string;
  /**
   * Another text whenever the files seem to have changed since: a hash of the names, sizes and modification times
   * of a folder's files, or of the size and modification time of an archive.
   */
  readonly state: string;
  /** Number of files, where it is known without reading them. */
  readonly count?: number;
  /** The files, one at a time, always in the same order. */
  files(): AsyncGenerator<ImageFile, void>;
}

/** Whether a file is no part of the data but something that a system or a program left there. */
export function isClutter(path: string): boolean {
  return path
    .split('/')
    .some((part) => part.startsWith('.') || ['__MACOSX', 'Thumbs.db', 'desktop.ini'].includes(part));
}
