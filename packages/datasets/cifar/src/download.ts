import { setTimeout } from 'node:timers/promises';
import { DatasetError, type FetchOptions } from '@rectified/dataset';
import { isInputError } from '@rectified/errors';
import { isFileError } from './file-error.js';
import { thousands } from './format.js';
import { partialSize } from './partial.js';
import { transfer } from './transfer.js';

/** How stubbornly to download. */
export interface DownloadOptions extends Omit<FetchOptions, 'url'> {
  /** Failures in a row, with no byte further than before, after which to give up. Default: 5. */
  readonly attempts?: number;
  /** Milliseconds to wait after the first failure; doubled after each further one. Default: 1000. */
  readonly wait?: number;
}

/**
 * Downloads `url` to `file`, going on where this process or an earlier one was cut off.
 * Throws `DatasetError` when the server refuses or `attempts` fail.
 */
export async function download(url: string, file: string, options: DownloadOptions = {}): Promise<void> {
  const { attempts = 5, wait = 1000, signal } = options;
  if (!URL.canParse(url))
    throw new DatasetError({
      what: 'bad address',
      file,
      expected: 'https://...',
      got: url,
      remedy: 'Give the address of the archive, or none for the official one',
    });
  let furthest = 0;
  for (let failures = 1; ; failures++) {
    try {
      return await transfer(url, file, options);
    } catch (cause) {
      signal?.throwIfAborted();
      if (isInputError(cause) || isFileError(cause)) throw cause;
      const have = await partialSize(file);
      if (have > furthest) [furthest, failures] = [have, 1];
      if (failures >= attempts)
        throw new DatasetError({
          what: `the download failed ${failures} times in a row`,
          file: url,
          expected: 'the whole archive',
          got: `${thousands(have)} bytes, then "${reason(cause)}"`,
          remedy: 'Run it again to go on from there, or download the archive by other means and unpack it',
          cause,
        });
      await setTimeout(wait * 2 ** (failures - 1), undefined, { signal }).catch(() => {});
      signal?.throwIfAborted();
    }
  }
}

/** The innermost message: fetch itself only says `fetch failed`. */
function reason(error: unknown): string {
  const { cause, message, code } = error as NodeJS.ErrnoException;
  return cause ? reason(cause) : message || String(code);
}
