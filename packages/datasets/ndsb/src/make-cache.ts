import type { FileHandle } from 'node:fs/promises';
import { DatasetError, type OpenOptions } from '@rectified/dataset';
import { writeAt, writeIndex } from './cache-file.js';
import { decoder } from './decoder.js';
import { howToGet } from './how-to-get.js';
import { imageList } from './image-list.js';
import type { ImageFile, Source } from './source.js';
import { writeWhole } from './write-whole.js';

export interface MakeCacheOptions extends Pick<OpenOptions, 'onProgress' | 'signal'> {
  /** Height and width of the decoded images. */
  readonly side: number;
  /** Names of the class folders; without them the images have no classes. */
  readonly classes?: readonly string[];
  /** Images decoded at a time. */
  readonly concurrency: number;
}

/** Decodes every image of `source` into the cache `file`, which is whole, or as it was, or absent at any time. */
export async function makeCache(file: string, source: Source, options: MakeCacheOptions): Promise<void> {
  await writeWhole(
    file,
    (handle) => fill(handle, source, options),
    `It is for the decoded images, ${options.side ** 2} bytes each: make room, or name another folder (RECTIFIED_CACHE; in code \`cache\`)`,
  );
}

async function fill(handle: FileHandle, source: Source, options: MakeCacheOptions): Promise<void> {
  const { side, classes, concurrency, onProgress, signal } = options;
  const { name, decode, release } = await decoder(side);
  const list = imageList(classes);
  const files = source.files();
  let [slots, done] = [0, 0];
  const take = async (image: ImageFile) => {
    signal?.throwIfAborted();
    const file = list.enter(image.path);
    if (file !== undefined) {
      const pixels = await decode(image).catch((fault: Error) => list.reject(file, fault.message));
      if (pixels) {
        const slot = slots++;
        await writeAt(handle, pixels, slot * side ** 2);
        list.accept(file, slot);
      }
    }
    done++;
    onProgress?.({ done, total: source.count });
  };
  const work = async () => {
    for await (const image of files) await take(image);
  };
  // An error in one ends the others; all have ended before the file is closed.
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
  await writeIndex(handle, { state: source.state, side, decoder: name, ...list.end() }, slots * side ** 2);
}
