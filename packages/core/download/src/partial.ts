import { readFile, rm, stat } from 'node:fs/promises';
import { writeAtomically } from '@rectified/system';

/** What is known about an unfinished download; kept beside its file for the attempt that continues it. */
export interface Origin {
  readonly url: string;
  /** What shows the server whether its file is still the same: a strong ETag or a date. */
  readonly validator?: string;
  /** Bytes of the whole file. */
  readonly total?: number;
  /** Whether it is complete. */
  readonly whole?: boolean;
}

const originFile = (file: string) => `${file}.json`;

/** What is known about the download in `file`, if it is a download of `url`. */
export async function readOrigin(file: string, url: string): Promise<Origin | undefined> {
  try {
    const origin: Origin = JSON.parse(await readFile(originFile(file), 'utf8'));
    return origin.url === url ? origin : undefined;
  } catch {
    return undefined;
  }
}

export const writeOrigin = (file: string, origin: Origin): Promise<void> =>
  writeAtomically(originFile(file), JSON.stringify(origin));

export const forgetOrigin = (file: string): Promise<void> => rm(originFile(file), { force: true });

/** Removes a download, complete or not. */
export async function forget(file: string): Promise<void> {
  await forgetOrigin(file);
  await rm(file, { force: true });
}

/** Bytes downloaded so far. */
export const partialSize = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );
