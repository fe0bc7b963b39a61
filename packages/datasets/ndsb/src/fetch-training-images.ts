import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError } from '@rectified/dataset';
import type { Making } from '@rectified/download';
import { type FetchedImage, pixelHash } from './fetch-images.js';
import { HASH_BYTES, type KnownImage } from './fetch-list.js';

/** The training images of the competition. */
export interface Competition {
  readonly classes: readonly string[];
  /** The known images of each class. */
  readonly known: readonly (readonly KnownImage[])[];
}

/** An image of the copy, in its own file. */
interface Kept {
  readonly file: string;
  readonly label: string;
  /** The name that the copy gives to the class. */
  readonly name: string | undefined;
  readonly ending: 'jpg' | 'png';
  readonly hash: string;
}

/** Images decoded at a time. */
const CHUNK = 64;

/**
 * Writes the competition's training images among `images` as `train/<class>/<number>.jpg` below `folder`. The public copies contain
 * the images of the training and the test set together, under other names, so they are identified by their pixels. A copy with
 * exactly as many images in the same classes is accepted as it is, even if some are unknown; a note then says so.
 *
 * Throws a `DatasetError` for an unknown class, for a file that is not an image, and if images are missing.
 */
export async function writeTrainingImages(
  images: AsyncIterable<FetchedImage>,
  folder: string,
  { classes, known }: Competition,
  making: Making,
): Promise<void> {
  const total = known.reduce((sum, { length }) => sum + length, 0);
  const copy = join(folder, 'copy');
  const kept = await keepAll(images, copy, { classes, most: 4 * total }, making);
  const numbered = number(kept, classes, known);
  const whole = kept.length === total && new Set(kept.map(({ label }) => label)).size === classes.length;
  if (numbered.size < total && !whole)
    throw fault(
      `the ${total.toLocaleString('en')} training images of ${classes.length} classes`,
      `${numbered.size.toLocaleString('en')} of them among ${kept.length.toLocaleString('en')} images`,
    );
  if (numbered.size < total)
    making.onNote?.(
      `as many images and classes as the competition has, but only ${numbered.size.toLocaleString('en')} of the ${total.toLocaleString('en')} are known to be its own`,
    );
  const train = join(folder, 'train');
  for (const name of classes) await mkdir(join(train, name), { recursive: true });
  const used = new Set<string>();
  for (const image of kept) {
    const own = numbered.get(image);
    const name = numbered.size === total ? own : freeName(image, used);
    if (name !== undefined) await rename(image.file, join(train, image.label, `${name}.${image.ending}`));
  }
  await rm(copy, { recursive: true });
}

async function keepAll(
  images: AsyncIterable<FetchedImage>,
  folder: string,
  { classes, most }: { classes: readonly string[]; most: number },
  { signal, onProgress }: Making,
): Promise<Kept[]> {
  await mkdir(folder);
  const kept: Kept[] = [];
  let done = 0;
  const keep = async ({ label, name, bytes }: FetchedImage, index: number): Promise<Kept> => {
    if (!classes.includes(label)) throw fault(`one of the ${classes.length} classes`, JSON.stringify(label));
    const hash = await pixelHash(bytes);
    if (hash === undefined) throw fault('an image', `${name ?? `image ${index + 1}`} of ${label}`);
    const file = join(folder, `${index}`);
    await writeFile(file, bytes);
    return {
      file,
      label,
      name,
      hash: hash.slice(0, 2 * HASH_BYTES),
      ending: bytes[0] === 0x89 ? 'png' : 'jpg',
    };
  };
  for await (const chunk of chunksOf(images)) {
    signal.throwIfAborted();
    const first = kept.length;
    if (first + chunk.length > most) throw fault(`at most ${most.toLocaleString('en')} images`, 'more');
    const work = chunk.map((image, at) => keep(image, first + at));
    // When a failure removes the folder, nothing may still be on its way into it.
    await Promise.allSettled(work);
    kept.push(...(await Promise.all(work)));
    done += chunk.reduce((sum, { bytes }) => sum + bytes.length, 0);
    onProgress?.({ stage: 'unpack', done });
  }
  return kept;
}

async function* chunksOf(images: AsyncIterable<FetchedImage>): AsyncGenerator<FetchedImage[], void> {
  let chunk: FetchedImage[] = [];
  for await (const image of images) {
    chunk.push(image);
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** The numbers of the images that are the competition's. Identical images each get one. */
function number(
  kept: readonly Kept[],
  classes: readonly string[],
  known: Competition['known'],
): Map<Kept, string> {
  const numbers = new Map<string, number[]>();
  const key = (label: string, hash: string) => `${label} ${hash}`;
  classes.forEach((label, at) => {
    for (const image of known[at]!) {
      const same = numbers.get(key(label, image.hash));
      if (same === undefined) numbers.set(key(label, image.hash), [image.number]);
      else same.push(image.number);
    }
  });
  const found = new Map<Kept, string>();
  for (const image of kept) {
    const next = numbers.get(key(image.label, image.hash))?.shift();
    if (next !== undefined) found.set(image, `${next}`);
  }
  return found;
}

/** The image's own name, or its index in the copy if it has none or shares it with another image of its class. */
function freeName({ file, name, label }: Kept, used: Set<string>): string {
  const own = name?.replace(/\.[^.]*$/, '').replace(/[^\w-]/g, '_') || 'image';
  let free = own;
  if (used.has(`${label}/${own}`)) free = `${own}-${file.split(/[\\/]/).pop()}`;
  used.add(`${label}/${free}`);
  return free;
}

function fault(expected: string, got: string): DatasetError {
  return new DatasetError({
    what: 'not the training images of the National Data Science Bowl',
    expected,
    got,
    remedy: 'Use another source',
  });
}
