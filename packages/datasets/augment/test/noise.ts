import { type Batch, checkIndex, type Dataset, type ImageShape, makeDataset } from '@rectified/dataset';
import { bits } from '@rectified/random';

/** A dataset of random bytes; image i has label i % 3. With `grey` all channels are the same. */
export function noise(size: number, shape: ImageShape, { grey = false } = {}): Dataset {
  const classes = ['a', 'b', 'c'];
  const bytes = shape[0] * shape[1] * shape[2];
  const pixelsOf = (index: number) => {
    checkIndex(dataset, index);
    const words = bits(bytes, { seed: 1, stream: index, step: 0 });
    return Uint8Array.from(words, (_, i) => words[grey ? i - (i % shape[2]) : i]! >>> 24);
  };
  const dataset: Dataset = makeDataset({
    name: 'noise',
    size,
    classes,
    shape,
    get: (index: number) => ({ pixels: pixelsOf(index), shape, label: index % 3, name: classes[index % 3]! }),
    batch(indices: ArrayLike<number>): Batch {
      const pixels = new Uint8Array(indices.length * bytes);
      Array.from(indices, (index, i) => pixels.set(pixelsOf(index), i * bytes));
      return {
        pixels,
        labels: Int32Array.from(indices, (index) => index % 3),
        shape: [indices.length, ...shape],
      };
    },
  });
  return dataset;
}

/** The same dataset with batches of black images, which have no variance. */
export function black(images: Dataset): Dataset {
  const batch = (indices: ArrayLike<number>): Batch => {
    const { pixels, ...rest } = images.batch(indices);
    return { ...rest, pixels: new Uint8Array(pixels.length) };
  };
  return { ...images, batch };
}
