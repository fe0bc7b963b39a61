import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Readable, type Transform } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { crc32, createGunzip } from 'node:zlib';
import { DatasetError } from '@rectified/dataset';
import { extract } from 'tar-stream';
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from 'yauzl';
import { archiveEndings, type ImageFile, isClutter, type Part, type Source, tooLarge } from './source.js';

/** An archive: a file, or the bytes of one inside another. */
type Archive = string | Buffer;

type Kind = (archive: Archive) => AsyncGenerator<ImageFile, void>;

/** The first bytes of each kind of archive, and how to read it. */
const kinds: readonly { readonly magic: readonly number[]; readonly at: number; readonly read: Kind }[] = [
  { magic: [0x50, 0x4b], at: 0, read: zipFiles },
  { magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a], at: 0, read: (archive) => tarFiles(unxz(streamOf(archive))) },
  { magic: [0x1f, 0x8b], at: 0, read: (archive) => tarFiles(streamOf(archive), createGunzip()) },
  { magic: [...Buffer.from('ustar')], at: 257, read: (archive) => tarFiles(streamOf(archive)) },
];

/**
 * The files of `part` in an archive, read sequentially without unpacking it: those of the folder `part`
 * if the archive has both parts, and those of the archive `train.zip` if that is inside a .zip, which is how Kaggle sends all files of
 * a competition.
 */
export async function archiveSource(
  file: string,
  { size, mtimeMs, ctimeMs }: { size: number; mtimeMs: number; ctimeMs: number },
  part: Part,
): Promise<Source> {
  const head = await beginning(file);
  const read = kindOf(head);
  if (read === undefined) throw unusable(file, head.length === 0 ? 'an empty file' : 'another kind of file');
  return {
    path: file,
    state: `${size} ${mtimeMs} ${ctimeMs}`,
    async *files() {
      try {
        const within = read === zipFiles ? await archiveWithin(file, part) : undefined;
        const files = within === undefined ? read(file) : within.read(within.bytes);
        for await (const image of files) if (belongsTo(part, image.path)) yield image;
      } catch (cause) {
        if (cause instanceof DatasetError) throw cause;
        throw unusable(file, (cause as Error).message, cause);
      }
    },
  };
}

/** Returns whether a file in an archive of all files of the competition may belong to `part`. */
function belongsTo(part: Part, path: string): boolean {
  const folders = path.split('/').slice(0, -1);
  return folders.includes(part) || !folders.includes(otherThan(part));
}

export const otherThan = (part: Part): Part => (part === 'train' ? 'test' : 'train');

const kindOf = (head: Uint8Array): Kind | undefined =>
  kinds.find(({ magic, at }) => magic.every((byte, i) => head[at + i] === byte))?.read;

/** Returns whether a file that should be an image starts like an archive. */
export const isArchive = (bytes: Uint8Array): boolean => kindOf(bytes) !== undefined;

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
    expected: 'a complete .zip, .tar, .tar.gz or .tar.xz',
    got,
    remedy: 'Unpack it and give the folder, or download it again',
    cause,
  });
}

/** The archive of `part` in a .zip of archives; `undefined` if the .zip contains the images themselves. */
async function archiveWithin(file: string, part: Part): Promise<{ bytes: Buffer; read: Kind } | undefined> {
  const isOf = (wanted: Part, { fileName }: Entry) =>
    archiveEndings.some((ending) => fileName.split('/').at(-1) === wanted + ending);
  let other: string | undefined;
  const zip = await openPromise(file);
  for await (const entry of zip.eachEntry()) {
    if (isClutter(entry.fileName)) continue;
    if (isOf(part, entry)) {
      const { bytes, fault } = await contentOf(zip, entry);
      zip.close();
      const read = kindOf(bytes);
      if (fault === undefined && read !== undefined) return { bytes, read };
      throw unusable(`${file}/${entry.fileName}`, fault ?? 'another kind of file');
    }
    if (isOf(otherThan(part), entry)) other = entry.fileName;
  }
  if (other === undefined) return undefined;
  throw new DatasetError({
    what: `the ${part} images are not in this archive`,
    file,
    expected: `${part}.zip in it`,
    got: other,
    remedy: `Give the ${part} images' own archive or folder`,
  });
}

async function* zipFiles(archive: Archive): AsyncGenerator<ImageFile, void> {
  const zip = await (typeof archive === 'string' ? openPromise(archive) : fromBufferPromise(archive));
  for await (const entry of zip.eachEntry())
    if (!entry.fileName.endsWith('/') && !isClutter(entry.fileName)) yield await zipFile(zip, entry);
}

async function zipFile(zip: ZipFile, entry: Entry): Promise<ImageFile> {
  const path = entry.fileName;
  const fault = tooLarge(entry.uncompressedSize);
  if (fault !== undefined) return { path, bytes: Buffer.alloc(0), fault };
  return { path, ...(await contentOf(zip, entry)) };
}

async function contentOf(zip: ZipFile, entry: Entry): Promise<{ bytes: Buffer; fault?: string }> {
  try {
    const bytes = await buffer(await zip.openReadStreamPromise(entry));
    if (crc32(bytes) === entry.crc32) return { bytes };
    return { bytes, fault: 'damaged in the archive: its CRC-32 does not match' };
  } catch (cause) {
    return { bytes: Buffer.alloc(0), fault: `damaged in the archive: ${(cause as Error).message}` };
  }
}

async function* tarFiles(...compressed: [Readable, ...Transform[]]): AsyncGenerator<ImageFile, void> {
  const entries = extract();
  const reading = pipeline([...compressed, entries]);
  reading.catch(() => {}); // Awaited below; an error may come earlier.
  try {
    for await (const entry of entries) {
      const { name, type, size = 0 } = entry.header;
      const path = name.replace(/^\.\//, '');
      const fault = type === 'file' ? tooLarge(size) : tarKinds[type ?? ''];
      if (isClutter(path) || (type !== 'file' && fault === undefined)) entry.resume();
      else if (fault === undefined) yield { path, bytes: await buffer(entry) };
      else {
        entry.resume();
        yield { path, bytes: Buffer.alloc(0), fault };
      }
    }
    await reading;
  } finally {
    entries.destroy();
  }
}

/** Entries of an archive that are not files. */
const tarKinds: Readonly<Record<string, string>> = {
  link: 'a link in an archive, which is not followed',
  symlink: 'a link in an archive, which is not followed',
  fifo: 'a pipe, not a file',
  'character-device': 'a device, not a file',
  'block-device': 'a device, not a file',
};

function streamOf(archive: Archive): Readable {
  // In an array, because a stream of a bare buffer would emit single bytes.
  return typeof archive === 'string' ? createReadStream(archive) : Readable.from([archive]);
}

function unxz(compressed: Readable): Readable {
  // Its named exports cannot be imported from ES modules.
  const { XzReadableStream } = createRequire(import.meta.url)(
    'xz-decompress',
  ) as typeof import('xz-decompress');
  return Readable.fromWeb(new XzReadableStream(Readable.toWeb(compressed)));
}
