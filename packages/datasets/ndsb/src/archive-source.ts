import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Readable, type Transform } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { crc32, createGunzip } from 'node:zlib';
import { DatasetError } from '@rectified/dataset';
import { extract } from 'tar-stream';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { type ImageFile, isClutter, type Source } from './source.js';

/** How each kind of archive begins, and how it is read. */
const kinds = [
  { magic: [0x50, 0x4b], at: 0, read: zipFiles },
  { magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a], at: 0, read: (file: string) => tarFiles(unxz(file)) },
  {
    magic: [0x1f, 0x8b],
    at: 0,
    read: (file: string) => tarFiles(createReadStream(file), createGunzip()),
  },
  { magic: [...Buffer.from('ustar')], at: 257, read: (file: string) => tarFiles(createReadStream(file)) },
];

/** The files in an archive, read from its beginning to its end without unpacking it. */
export async function archiveSource(
  file: string,
  { size, mtimeMs }: { size: number; mtimeMs: number },
): Promise<Source> {
  const head = await beginning(file);
  const kind = kinds.find(({ magic, at }) => magic.every((byte, i) => head[at + i] === byte));
  if (kind === undefined) throw unusable(file, head.length === 0 ? 'an empty file' : 'another kind of file');
  return {
    path: file,
    state: `${size} ${mtimeMs}`,
    async *files() {
      try {
        yield* kind.read(file);
      } catch (cause) {
        throw unusable(file, (cause as Error).message, cause);
      }
    },
  };
}

async function beginning(file: string): Promise<Uint8Array> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw unusable(file, (cause as Error).message, cause);
  }
}

function unusable(file: string, got: string, cause?: unknown): DatasetError {
  return new DatasetError({
    what: 'cannot be read as an archive',
    file,
    expected: 'a whole .zip, .tar, .tar.gz or .tar.xz',
    got,
    remedy: 'Unpack it and give the folder, or get it again',
    cause,
  });
}

async function* zipFiles(file: string): AsyncGenerator<ImageFile, void> {
  const zip = await openPromise(file);
  for await (const entry of zip.eachEntry())
    if (!entry.fileName.endsWith('/') && !isClutter(entry.fileName)) yield await zipFile(zip, entry);
}

async function zipFile(zip: ZipFile, entry: Entry): Promise<ImageFile> {
  const path = entry.fileName;
  try {
    const bytes = await buffer(await zip.openReadStreamPromise(entry));
    if (crc32(bytes) === entry.crc32) return { path, bytes };
    return { path, bytes, fault: 'damaged in the archive: its CRC-32 is not as recorded' };
  } catch (cause) {
    return { path, bytes: Buffer.alloc(0), fault: `damaged in the archive: ${(cause as Error).message}` };
  }
}

async function* tarFiles(...compressed: [Readable, ...Transform[]]): AsyncGenerator<ImageFile, void> {
  const entries = extract();
  const reading = pipeline([...compressed, entries]);
  reading.catch(() => {}); // awaited below; an error may come before that
  try {
    for await (const entry of entries) {
      const { name, type } = entry.header;
      const path = name.replace(/^\.\//, '');
      if (type !== 'file' || isClutter(path)) entry.resume();
      else yield { path, bytes: await buffer(entry) };
    }
    await reading;
  } finally {
    entries.destroy();
  }
}

function unxz(file: string): Readable {
  // Its names cannot be imported from ES modules.
  const { XzReadableStream } = createRequire(import.meta.url)(
    'xz-decompress',
  ) as typeof import('xz-decompress');
  return Readable.fromWeb(new XzReadableStream(Readable.toWeb(createReadStream(file))));
}
