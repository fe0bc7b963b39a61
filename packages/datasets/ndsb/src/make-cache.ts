import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { DatasetError, type OpenOptions } from '@rectified/dataset';
import { isInputError } from '@rectified/errors';
import { makeFolder, writeAtomically } from '@rectified/system';
import { writeAt, writeIndex } from './cache-file.js';
import { decoder } from './decoder.js';
import { howToGet } from './how-to-get.js';
import { imageList } from './image-list.js';
import type { ImageFile, Source } from './source.js';

export interface MakeCacheOptions extends Pick<OpenOptions, 'onProgress' | 'signal'> {
  /** Height and width of the decoded images. */
  readonly side: number;
  /** Names of the class folders; without them, the images have no classes. */
  readonly classes?: readonly string[];
  /** Images decoded at a time. */
  readonly concurrency: number;
}

/** Decodes every image of `source` into the cache `file`, which is always complete, unchanged or absent. */
export async function makeCache(file: string, source: Source, options: MakeCacheOptions): Promise<void> {
  try {
    await makeFolder(dirname(file));
    await writeAtomically(file, (handle) => fill(handle, source, options));
  } catch (error) {
    if (!isInputError(error) || error instanceof DatasetError) throw error;
    // Explains the file and the problem to someone who has never heard of it.
    const { remedy } = error.details;
    throw new DatasetError({
      ...error.details,
      remedy: `The file is the cache of decoded images, ${options.side ** 2} bytes per image. ${remedy && `${remedy}. `}RECTIFIED_CACHE (in code \`cache\`) names another folder`,
    });
  }
}

async function fill(handle: FileHandle, source: Source, options: MakeCacheOptions): Promise<void> {
  const { side, classes, concurrency, onProgress, signal } = options;
  const { name, decode, release } = await decoder(side);
  const list = imageList(classes);
  const files = source.files();
  const hash = createHash('sha256');
  let [slots, done] = [0, 0];
  const keep = async (file: string, image: ImageFile, pixels: Uint8Array) => {
    const slot = slots++;
    hash.update(pixels); // before another image can take a slot
    const digest = createHash('sha256').update(pixels).digest('hex').slice(0, 16);
    await writeAt(handle, pixels, slot * side ** 2);
    list.accept({ file, slot, digest, checksum: crc32(image.bytes) });
  };
  const take = async (image: ImageFile) => {
    signal?.throwIfAborted();
    const { path, fault } = image;
    if (fault !== undefined && path.endsWith('/')) list.reject(path, fault);
    else {
      const file = list.enter(path);
      const pixels = file && (await decode(image).catch((fault: Error) => list.reject(file, fault.message)));
      if (file && pixels) await keep(file, image, pixels);
    }
    done++;
    onProgress?.({ done, total: source.count });
  };
  const work = async () => {
    for await (const image of files) await take(image);
  };
  // An error in one ends the others, and all have ended before the file is closed.
  const ends = await Promise.allSettled(Array.from({ length: concurrency }, work));
  release();
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  if (done === 0)
    throw new DatasetError({
      what: 'no images in it',
      file: source.path,
      expected: classes === undefined ? 'images' : `${classes.length} folders of images`,
      got: 'nothing',
      remedy: howToGet,
    });
  const index = { state: source.state, side, decoder: name, ...list.end() };
  await writeIndex(handle, index, { hash, length: slots * side ** 2 });
}
