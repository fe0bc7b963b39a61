import { anything, checkOptions, imageShape, listOf, text } from '@rectified/errors';
import { checkIndex } from './check-index.js';
import type { Dataset, ImageShape } from './dataset.js';
import { DatasetError } from './dataset-error.js';
import { fingerprint } from './fingerprint.js';
import { makeDataset } from './make-dataset.js';

/** Images in memory. */
export interface ArraysOptions {
  /** A name for people: `Birds train`. */
  readonly name: string;
  /** Class names, by label. */
  readonly classes: readonly string[];
  readonly shape: ImageShape;
  /** `n * height * width * channels` bytes, image by image, row by row, channels last. */
  readonly pixels: Uint8Array;
  /** `n` labels. */
  readonly labels: ArrayLike<number>;
}

/**
 * A dataset from arrays in memory. Throws a `DatasetError` if they do not fit together.
 *
 * @example
 * datasetOfArrays({ name: 'Dots', classes: ['dark', 'light'], shape: [1, 1, 1], pixels: Uint8Array.of(3, 200), labels: [0, 1] });
 */
export function datasetOfArrays(options: ArraysOptions): Dataset {
  checkOptions('datasetOfArrays', options, {
    name: text('a name'),
    classes: listOf(text('a name'), 'the names of the classes', [1]),
    shape: anything, // below
    pixels: { expected: 'a Uint8Array', fits: (value) => value instanceof Uint8Array },
    labels: listOf(anything, 'a list of numbers'), // each below
  });
  const { name, classes, pixels, labels: given } = options;
  if (!imageShape.fits(options.shape))
    throw new DatasetError({
      what: `shape of ${name}`,
      expected: imageShape.expected,
      got: String(options.shape),
    });
  const [height, width, channels] = options.shape;
  const shape = [height, width, channels] as const;
  const bytes = height * width * channels;
  const size = given.length;
  if (pixels.length !== size * bytes)
    throw new DatasetError({
      what: `pixels of ${name}`,
      expected: `${size} labels x ${bytes} bytes`,
      got: `${pixels.length} bytes`,
    });
  const strange = Array.from(given).findIndex((label) => classes[label] === undefined);
  if (strange >= 0)
    throw new DatasetError({
      what: `label of image ${strange} of ${name}`,
      expected: `a whole number from 0 to ${classes.length - 1}`,
      got: String(given[strange]),
    });
  // Not a Buffer, whose slice() does not copy.
  const all = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  const labels = Int32Array.from(given);
  const at = (index: number) => {
    checkIndex({ name, size }, index);
    return all.subarray(index * bytes, (index + 1) * bytes);
  };
  return makeDataset({
    name,
    size,
    classes,
    shape,
    fingerprint: fingerprint(JSON.stringify({ classes, shape }), pixels, new Uint8Array(labels.buffer)),
    get(index: number) {
      const label = labels[index]!;
      return { pixels: at(index).slice(), shape, label, name: classes[label]! };
    },
    batch(indices: ArrayLike<number>) {
      const batch = new Uint8Array(indices.length * bytes);
      Array.from(indices).forEach((index, i) => {
        batch.set(at(index), i * bytes);
      });
      return {
        pixels: batch,
        labels: Int32Array.from(indices, (index) => labels[index]!),
        shape: [indices.length, ...shape] as [number, number, number, number],
      };
    },
  });
}
