/** A file of a {@link Source}, which should be an image. */
export interface ImageFile {
  /** Below the source, with slashes: `train/amphipods/10494.jpg`. That of a folder ends in a slash. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Why there are no bytes, where the file cannot be read. */
  readonly fault?: string;
}

/** Where images come from: a folder or an archive. */
export interface Source {
  readonly path: string;
  /**
   * Another text whenever the files seem to have changed since: a hash of the names, sizes and times of a folder's files,
   * or of the size and times of an archive. Times are those of the last change of the content and of the file's entry:
   * the first can be set, as by programs that copy.
   */
  readonly state: string;
  /** Number of files, where it is known without reading them. */
  readonly count?: number;
  /** The files, one at a time, always in the same order. */
  files(): AsyncGenerator<ImageFile, void>;
}

/** The training or the test images of the competition. */
export type Part = 'train' | 'test';

/** How the names of archives end. */
export const archiveEndings = ['.zip', '.tar', '.tar.gz', '.tgz', '.tar.xz', '.txz'] as const;

/** Bytes that no image of plankton has: a larger file is not read. */
const most = 2 ** 26;

/** What is wrong with a file of that many bytes. */
export function tooLarge(bytes: number): string | undefined {
  return bytes > most ? `${bytes.toLocaleString('en')} bytes, too many for an image` : undefined;
}

/** Whether a file is no part of the data but something that a system or a program left there. */
export function isClutter(path: string): boolean {
  return path.split('/').some((part) => part.startsWith('.') || clutter.has(part.toLowerCase()));
}

/** Files that systems and tools leave behind, in lower case, since some file systems ignore case. */
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
