import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { PassThrough, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { DatasetError } from '@rectified/dataset';
import { isFileError, type Making } from '@rectified/download';
import { extract, type Header } from 'tar-stream';
import { thousands } from './format.js';

export interface UnpackOptions extends Making {
  /** Name of the archive's only folder. */
  readonly inside: string;
  /** Maximum size of the archive's content in bytes, including headers and files that are left out. */
  readonly most: number;
  /** Names of the files to write; others are skipped. */
  readonly files: readonly string[];
}

/**
 * Unpacks files of `archive`, a tar or tar.gz, into `folder`. The archive must contain one folder named `inside` with plain
 * files and nothing else, so no path or link can lead out of it, and at most `most` bytes, which are never all in
 * memory at the same time.
 */
export async function unpack(
  archive: string,
  folder: string,
  { inside, most, files, signal, onProgress }: UnpackOptions,
): Promise<void> {
  const entries = extract();
  let done = 0;
  const write = async () => {
    for await (const entry of entries) {
      const { name: path, size = 0 } = entry.header;
      const name = fileName(entry.header, inside);
      if (size > most) throw new Error(`"${path}" with ${thousands(size)} bytes`);
      if (name === undefined || !files.includes(name)) entry.resume();
      else await pipeline(entry, createWriteStream(join(folder, name)), { signal });
      done += size;
      onProgress?.({ stage: 'unpack', done, total: done <= most ? most : undefined });
    }
  };
  try {
    const decompressed = await decompress(archive);
    const read = pipeline(createReadStream(archive), decompressed, within(most), entries, {
      signal,
    });
    const both = [read, write()];
    try {
      await Promise.all(both);
    } finally {
      // Before the error propagates: the cleanup must not find a file that is still being written.
      await Promise.allSettled(both);
    }
  } catch (cause) {
    signal.throwIfAborted();
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

/** Turns the file into a tar; servers that treat `.gz` as an encoding send the tar itself. */
async function decompress(archive: string): Promise<Transform> {
  const handle = await open(archive);
  try {
    const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return buffer[0] === 0x1f && buffer[1] === 0x8b ? createGunzip() : new PassThrough();
  } finally {
    await handle.close();
  }
}

/** Passes on at most `most` bytes: a small archive can contain any number of them. */
function within(most: number): Transform {
  let passed = 0;
  return new Transform({
    transform(chunk: Uint8Array, _, done) {
      passed += chunk.length;
      if (passed > most) done(new Error(`more than ${thousands(most)} bytes`));
      else done(null, chunk);
    },
  });
}

/** The name of the file to write, `undefined` for the folder itself. */
function fileName({ name, type }: Header, inside: string): string | undefined {
  const { dir, base } = posix.parse(posix.normalize(name));
  if (type === 'directory' && dir === '' && base === inside) return undefined;
  if (type === 'file' && dir === inside && !base.includes('\\')) return base;
  throw new Error(`a ${type} "${name}"`);
}
