import { readFile, rm, stat, writeFile } from 'node:fs/promises';

/** What is known of a download that has begun; kept beside its file for the attempt that goes on with it. */
export interface Origin {
  readonly url: string;
  /** By which the server can tell whether its file is still the same: a strong ETag or a date. */
  readonly validator?: string;
  /** Bytes of the whole file. */
  readonly total?: number;
}

const originFile = (file: string) => `${file}.json`;

/** The origin of a download that can go on; `undefined` when it has to start anew. */
export async function readOrigin(file: string, url: string): Promise<Required<Origin> | undefined> {
  try {
    const origin: Origin = JSON.parse(await readFile(originFile(file), 'utf8'));
    const known = origin.validator !== undefined && origin.total !== undefined;
    return known && origin.url === url ? (origin as Required<Origin>) : undefined;
  } catch {
    return undefined;
  }
}

export const writeOrigin = (file: string, origin: Origin): Promise<void> =>
  writeFile(originFile(file), JSON.stringify(origin));

export const forgetOrigin = (file: string): Promise<void> => rm(originFile(file), { force: true });

/** Bytes downloaded so far. */
export const partialSize = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );
