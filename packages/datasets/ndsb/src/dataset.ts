import { createHash } from 'node:crypto';
import {
  type Batch,
  checkIndex,
  type Dataset,
  type Example,
  type ImageShape,
  makeDataset,
} from '@rectified/dataset';
import type { Pixels } from './cache-file.js';
import { ndsbClasses } from './classes.js';

/** Images of the competition without classes: its test set. */
export interface UnlabeledImages {
  /** A name for people: `NDSB test`. */
  readonly name: string;
  readonly size: number;
  readonly shape: ImageShape;
  /** Names of the image files, by index: `1.jpg`. */
  readonly files: readonly string[];
  /** SHA-256 of the names and pixels, in this order. */
  readonly fingerprint: string;
  /** The image at `index`. Throws a `RangeError` outside `0 .. size - 1`. */
  get(index: number): { readonly pixels: Uint8Array; readonly shape: ImageShape; readonly file: string };
  /** The images at `indices`, in that order, in one array. */
  batch(indices: ArrayLike<number>): {
    readonly pixels: Uint8Array;
    readonly shape: [n: number, height: number, width: number, channels: number];
  };
}

/** A labeled dataset that knows the files of its images. */
export interface NdsbDataset extends Dataset {
  /** Class folder and name of the image files, by index: `amphipods/10494.jpg`. */
  readonly files: readonly string[];
  /** CRC-32 of the image files, by index. */
  readonly checksums: readonly number[];
  /** SHA-256 of the names, classes and pixels of the images, in this order, in hexadecimal digits. */
  readonly fingerprint: string;
}

/** Channels of an image: gray, or three equal gray channels as the authors decoded it. */
export type Channels = 1 | 3;

/** Which images of a cache make up a dataset. */
export interface View {
  readonly name: string;
  readonly pixels: Pixels;
  /** Indices into the files of `pixels`. */
  readonly chosen: ArrayLike<number>;
  readonly channels: Channels;
}

/** Hashes names and pixels as the network gets them; a class is part of the name. */
function fingerprintOf({ pixels, chosen, channels }: View): string {
  const hash = createHash('sha256').update(`ndsb ${pixels.side} ${channels}\n`);
  for (const index of Array.from(chosen)) hash.update(`${pixels.files[index]}\0${pixels.digests[index]}\n`);
  return hash.digest('hex');
}

/** The images of a view, without classes. */
export function unlabeledImages(view: View): UnlabeledImages {
  const { name, pixels, chosen, channels } = view;
  const { side } = pixels;
  const shape: ImageShape = [side, side, channels];
  const files = Array.from(chosen, (index) => pixels.files[index]!);
  const size = files.length;
  const area = side * side;
  const gray = new Uint8Array(area);

  /** Writes the image's pixels to `target`, starting at image `at`. */
  const read = (index: number, target: Uint8Array, at: number): void => {
    checkIndex({ name, size }, index);
    pixels.read(chosen[index]!, gray);
    if (channels === 1) target.set(gray, at * area);
    else
      for (let from = 0, to = at * area * 3; from < area; from++, to += 3) {
        const level = gray[from]!;
        target[to] = level;
        target[to + 1] = level;
        target[to + 2] = level;
      }
  };

  return {
    name,
    size,
    shape,
    files,
    fingerprint: fingerprintOf(view),
    get(index) {
      const target = new Uint8Array(area * channels);
      read(index, target, 0);
      return { pixels: target, shape, file: files[index]! };
    },
    batch(indices) {
      const target = new Uint8Array(indices.length * area * channels);
      for (let i = 0; i < indices.length; i++) read(indices[i]!, target, i);
      return { pixels: target, shape: [indices.length, ...shape] };
    },
  };
}

/** The images of a view, with the classes named by their folders. */
export function ndsbDataset(view: View): NdsbDataset {
  const images = unlabeledImages(view);
  const { name, size, shape, files, fingerprint } = images;
  const labels = Int32Array.from(files, (file) => ndsbClasses.indexOf(file.split('/')[0]!));
  return makeDataset({
    name,
    size,
    classes: ndsbClasses,
    shape,
    files,
    checksums: Array.from(view.chosen, (index) => view.pixels.checksums[index]!),
    fingerprint,
    get(index: number): Example {
      const { pixels } = images.get(index);
      const label = labels[index]!;
      return { pixels, shape, label, name: ndsbClasses[label]! };
    },
    batch(indices: ArrayLike<number>): Batch {
      return { ...images.batch(indices), labels: Int32Array.from(indices, (index) => labels[index]!) };
    },
  });
}
