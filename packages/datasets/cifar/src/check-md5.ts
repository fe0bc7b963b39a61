import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { DatasetError, type FetchOptions } from '@rectified/dataset';
import { thousands } from './format.js';
import { forgetOrigin, partialSize } from './partial.js';

/** Throws unless the downloaded `file` has the given MD5, and then removes it. */
export async function checkMd5(
  file: string,
  {
    url,
    md5,
    signal,
    onProgress,
  }: Omit<FetchOptions, 'url'> & { readonly url: string; readonly md5: string },
): Promise<void> {
  const total = await partialSize(file);
  const hash = createHash('md5');
  let done = 0;
  for await (const chunk of createReadStream(file)) {
    signal?.throwIfAborted();
    hash.update(chunk);
    done += chunk.length;
    onProgress?.({ stage: 'check', done, total });
  }
  const got = hash.digest('hex');
  if (got === md5) return;
  await rm(file);
  await forgetOrigin(file);
  throw new DatasetError({
    what: 'the download is not the expected archive, and was removed',
    file: url,
    expected: `MD5 ${md5}`,
    got: `MD5 ${got} (${thousands(total)} bytes)`,
    remedy: 'Try again, or download the archive by other means and unpack it',
  });
}
