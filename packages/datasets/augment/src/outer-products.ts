import { dot } from './dot.js';

/** Vectors that are added at once: two rows of this many float32 numbers fit into a processor's first-level cache. */
const block = 512;

/**
 * The sum of `x x'` over vectors x of `size` numbers, row by row. Vectors are rounded to float32, sums are float64.
 */
export function outerProducts(size: number) {
  const sums = new Float64Array(size * size);
  /** Row i contains element i of the pending vectors. */
  const rows = new Float32Array(size * block);
  let count = 0;

  function flush(): void {
    for (let i = 0; i < size; i++)
      for (let j = i; j < size; j++) sums[i * size + j]! += dot(rows, i * block, rows, j * block, count);
    count = 0;
  }

  return {
    add(vector: ArrayLike<number>): void {
      for (let i = 0; i < size; i++) rows[i * block + count] = vector[i]!;
      if (++count === block) flush();
    },
    sums(): Float64Array {
      flush();
      for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) sums[i * size + j] = sums[j * size + i]!;
      return sums;
    },
  };
}
