import { type Dataset, type ImageShape, makeDataset } from '@rectified/dataset';
import { randomBatch } from '../bench/ours/random-batch.ts';

/** A data set that is as good as any for measuring. */
export function randomImages(size: number, shape: ImageShape, classes: number): Dataset {
  const all = randomBatch(size, shape, classes);
  const bytes = shape[0] * shape[1] * shape[2];
  const pixelsOf = (index: number) => all.pixels.subarray(index * bytes, (index + 1) * bytes);
  return makeDataset({
    name: 'random',
    size,
    classes: Array.from({ length: classes }, (_, label) => `${label}`),
    shape,
    get: (index: number) => {
      const label = all.labels[index]!;
      return { pixels: pixelsOf(index), shape, label, name: `${label}` };
    },
    batch(indices: ArrayLike<number>) {
      const pixels = new Uint8Array(indices.length * bytes);
      for (let at = 0; at < indices.length; at++) pixels.set(pixelsOf(indices[at]!), at * bytes);
      const labels = Int32Array.from(indices, (index) => all.labels[index]!);
      return { pixels, labels, shape: [indices.length, ...shape] as [number, number, number, number] };
    },
  });
}
