import { setTimeout } from 'node:timers/promises';
import { DatasetError } from '@rectified/dataset';
import { isLasting, reason, TryLater } from './failures.js';
import { isFileError } from './file-error.js';
import { partialSize } from './partial.js';
import { thousands } from './thousands.js';
import { type TransferOptions, transfer } from './transfer.js';

/** How often to retry. */
export interface DownloadOptions extends TransferOptions {
  /** Consecutive failures without progress after which to give up. Default: 5. */
  readonly attempts?: number;
  /** Milliseconds to wait after the first failure; doubled after each further one. Default: 1000. */
  readonly wait?: number;
}

/** The longest wait a server may ask for (`Retry-After`); if it asks for more, it is given up. */
const LONGEST_WAIT = 120_000;

/**
 * Downloads `url` to `file`, continuing where this process or an earlier one was cut off.
 * Throws a `DatasetError` if the server refuses, sends something else, or `attempts` fail.
 *
 * @example
 * await download('https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz', 'cifar.tar.gz', { most: 200e6 });
 */
export async function download(url: string, file: string, options: DownloadOptions): Promise<void> {
  const { attempts = 5, wait = 1000, signal } = options;
  checkAddress(url);
  let furthest = 0;
  for (let failures = 1; ; failures++) {
    try {
      return await transfer(url, file, options);
    } catch (cause) {
      signal?.throwIfAborted();
      if (isFileError(cause)) throw cause;
      if (isLasting(cause)) throw cause instanceof DatasetError ? cause : failed(url, 1, cause);
      const have = await partialSize(file);
      if (have > furthest) [furthest, failures] = [have, 1];
      const asked = cause instanceof TryLater ? (cause.wait ?? 0) : 0;
      if (asked > LONGEST_WAIT)
        throw failed(url, 1, cause, `asks to try again in ${Math.ceil(asked / 60_000)} minutes`);
      if (failures >= attempts) throw failed(url, failures, cause, undefined, have);
      const pause = Math.max(wait * 2 ** (failures - 1), asked);
      await setTimeout(pause, undefined, { signal }).catch(() => {});
      signal?.throwIfAborted();
    }
  }
}

function checkAddress(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const web = parsed?.protocol === 'https:' || parsed?.protocol === 'http:';
  if (web && parsed?.username === '' && parsed.password === '') return;
  throw new DatasetError({
    what: web ? 'the address contains a user name, which is not sent' : 'bad address',
    file: web ? parsed.host : url,
    expected: 'https://...',
    got: web ? 'a user name in it' : url,
    remedy: 'Give the address of the file, or download it by other means and give its folder',
  });
}

function failed(
  url: string,
  times: number,
  cause: unknown,
  why = `"${reason(cause)}"`,
  have = 0,
): DatasetError {
  return new DatasetError({
    what: times === 1 ? 'the download failed' : `the download failed ${times} times in a row`,
    file: url,
    expected: 'the whole file',
    got: times === 1 ? why : `${thousands(have)} bytes, then ${why}`,
    remedy: 'Run it again to continue from there, or use another source',
    cause,
  });
}
