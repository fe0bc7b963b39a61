import type { Batch, Dataset, Example } from '../src/index.js';
import { checkIndex, fingerprint, makeDataset } from '../src/index.js';

/** A dataset of `size` images of 2 x 1 pixels that hold their own index; labels 0, 1, 2, 0, 1, 2, ... or as given. */
export function numbered(size: number, labelOf = (index: number) => index % 3): Dataset {
  const shape = [2, 1, 3] as const;
  const classes = ['a', 'b', 'c'];
  const dataset: Dataset = makeDataset({
    name: 'numbers',
    size,
    classes,
    shape,
    fingerprint: fingerprint(
      `${size}`,
      Int32Array.from({ length: size }, (_, i) => labelOf(i)),
    ),
    get(index: number): Example {
      checkIndex(dataset, index);
      const label = labelOf(index);
      return {
        pixels: Uint8Array.of(index, index >> 8, 0, 0, 0, label),
        shape,
        label,
        name: classes[label]!,
      };
    },
    batch(indices: ArrayLike<number>): Batch {
      const examples = Array.from(indices, (index) => dataset.get(index));
      return {
        pixels: Uint8Array.from(examples.flatMap(({ pixels }) => [...pixels])),
        labels: Int32Array.from(examples, ({ label }) => label),
        shape: [examples.length, ...shape],
      };
    },
  });
  return dataset;
}

/** Which image it is. */
export const numberOf = (pixels: Uint8Array, at = 0) => pixels[at * 6]! + 256 * pixels[at * 6 + 1]!;
