import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { DatasetError, type FetchOptions } from '@rectified/dataset';
import { extract, type Header } from 'tar-stream';
import { isFileError } from './file-error.js';

/**
 * Unpacks the files of `archive` into `folder`. The archive must hold one folder of the name `inside` with plain
 * files in it and nothing else, so no path or link can lead out of it.
 */
export async function unpack(
  archive: string,
  folder: string,
  { inside, signal, onProgress }: Omit<FetchOptions, 'url'> & { readonly inside: string },
): Promise<void> {
  await mkdir(folder);
  const entries = extract();
  let done = 0;
  const write = async () => {
    for await (const entry of entries) {
      const name = fileName(entry.header, inside);
      if (name === undefined) entry.resume();
      else await pipeline(entry, createWriteStream(join(folder, name)), { signal });
      done += entry.header.size;
      onProgress?.({ stage: 'unpack', done });
    }
  };
  try {
    await Promise.all([pipeline(createReadStream(archive), createGunzip(), entries, { signal }), write()]);
  } catch (cause) {
    signal?.throwIfAborted();
    if (isFileError(cause)) throw cause;
    throw new DatasetError({
      what: 'cannot unpack the archive',
      file: archive,
      expected: `a tar.gz file with the folder ${inside}`,
      got: (cause as Error).message,
      remedy: 'Download it from another address',
      cause,
    });
  }
}

/** The name of the file to write, `undefined` for the folder itself. */
function fileName({ name, type }: Header, inside: string): string | undefined {
  const { dir, base } = posix.parse(posix.normalize(name));
  if (type === 'directory' && dir === '' && base === inside) return undefined;
  if (type === 'file' && dir === inside && !base.includes('\\')) return base;
  throw new Error(`a ${type} "${name}"`);
}
