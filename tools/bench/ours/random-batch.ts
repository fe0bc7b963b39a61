import type { Batch, ImageShape } from '@rectified/dataset';
import { integers } from '@rectified/random';

/** Random images and labels for measuring. */
export function randomBatch(size: number, shape: ImageShape, classes: number): Batch {
  const next = integers({ seed: 1, stream: 0, step: 0 });
  return {
    pixels: Uint8Array.from({ length: size * shape[0] * shape[1] * shape[2] }, () => next(256)),
    labels: Int32Array.from({ length: size }, () => next(classes)),
    shape: [size, ...shape],
  };
}
