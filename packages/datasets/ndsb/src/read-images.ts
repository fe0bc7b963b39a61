import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError, type OpenOptions } from '@rectified/dataset';
import { checkValue, InputError, text } from '@rectified/errors';
import { cacheFolder, processorCount } from '@rectified/system';
import { openCacheFile, type Pixels } from './cache-file.js';
import { BadImagesError } from './fault.js';
import { findSource } from './find-source.js';
import { makeCache } from './make-cache.js';
import type { Part } from './source.js';

/** How the images are decoded and cached. */
export interface ReadOptions extends OpenOptions {
  /** Height and width that every image is stretched to. Default: 80, the authors'. */
  readonly side?: number;
  /**
   * Folder for the decoded images. Default: `ndsb` in `$RECTIFIED_CACHE`, `$XDG_CACHE_HOME/rectified` or
   * `~/.cache/rectified`.
   */
  readonly cache?: string;
  /** Images decoded at a time. Default: the number of processors. */
  readonly concurrency?: number;
  /** Called with messages for people, such as that a cache was damaged and is being rebuilt. */
  readonly onNote?: (text: string) => void;
}

/** Names of {@link ReadOptions}, and of `channels`, which all readers have. */
export const readOptionNames = [
  'channels',
  'side',
  'cache',
  'concurrency',
  'skipBad',
  'onProgress',
  'onNote',
  'signal',
];

/**
 * The decoded images at `path`: from the cache if it was made from the current files; otherwise the cache is
 * made. Throws a {@link BadImagesError} if some images cannot be used, unless `skipBad`.
 */
export async function readImages(
  path: string,
  part: Part,
  {
    classes,
    side = 80,
    cache = join(cacheFolder(), 'ndsb'),
    concurrency = processorCount(),
    skipBad = false,
    onProgress,
    onNote,
    signal,
  }: ReadOptions & { classes?: readonly string[] },
): Promise<Pixels> {
  checkValue('path of the images', path, text('the path of a folder or an archive'));
  for (const [what, value] of Object.entries({ side, concurrency }))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new InputError({ what: `bad ${what}`, expected: 'an integer of at least 1', got: String(value) });
  const source = await findSource(path, part);
  const key = createHash('sha256')
    .update(await realpath(source.path))
    .digest('hex')
    .slice(0, 16);
  const file = join(cache, `${part}-${side}-${key}.pixels`);
  const cached = await openCacheFile(file).catch((cause: Error) => {
    onNote?.(`${file}: the cache of decoded images is damaged (${cause.message}) and will be rebuilt`);
  });
  let pixels = cached?.state === source.state ? cached : undefined;
  if (pixels === undefined) {
    await makeCache(file, source, { classes, side, concurrency, onProgress, signal });
    pixels = await reopen(file);
  }
  if (pixels.faults.length > 0 && !(skipBad && pixels.files.length > 0))
    throw new BadImagesError(source.path, pixels.faults);
  return pixels;
}

async function reopen(file: string): Promise<Pixels> {
  try {
    return (await openCacheFile(file))!;
  } catch (cause) {
    throw new DatasetError({
      what: 'the cache of decoded images has changed since it was written',
      file,
      got: (cause as Error).message,
      remedy: 'Check the disk, or name another folder (RECTIFIED_CACHE; in code `cache`)',
      cause,
    });
  }
}
