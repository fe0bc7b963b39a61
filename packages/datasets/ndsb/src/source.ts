/** A file of a {@link Source}, which should be an image. */
export interface ImageFile {
  /** Path below the source, with slashes: `train/amphipods/10494.jpg`. A folder's path ends in a slash. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Why there are no bytes, if the file cannot be read. */
  readonly fault?: string;
}

/** Where images come from: a folder or an archive. */
export interface Source {
  readonly path: string;
  /**
   * Changes whenever the files seem to have changed: a hash of the names, sizes and times of a folder's files,
   * or of the size and times of an archive. Both mtime and ctime are used,
   * because programs that copy files may set mtime.
   */
  readonly state: string;
  /** Number of files, if it is known without reading them. */
  readonly count?: number;
  /** The files, one at a time, always in the same order. */
  files(): AsyncGenerator<ImageFile, void>;
}

/** The training or the test images of the competition. */
export type Part = 'train' | 'test';

/** Extensions of archives. */
export const archiveEndings = ['.zip', '.tar', '.tar.gz', '.tgz', '.tar.xz', '.txz'] as const;

/** More bytes than any plankton image has: a larger file is not read. */
const most = 2 ** 26;

/** What is wrong with a file of this size, if anything. */
export function tooLarge(bytes: number): string | undefined {
  return bytes > most ? `${bytes.toLocaleString('en')} bytes, too many for an image` : undefined;
}

/** Returns whether a file is not part of the data but something that a system or program left there. */
export function isClutter(path: string): boolean {
  return path.split('/').some((part) => part.startsWith('.') || clutter.has(part.toLowerCase()));
}

/** Files that systems and tools leave behind, in lower case, because some file systems ignore case. */
const clutter = new Set([
  '__macosx',
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  'icon\r',
  '$recycle.bin',
  'system volume information',
  '@eadir',
  'lost+found',
]);
