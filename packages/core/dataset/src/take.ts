import { checkCount } from './check-count.js';
import type { Dataset } from './dataset.js';
import { subset } from './subset.js';

/**
 * The first `n` images of `dataset`, or all of them if it has no more. Throws `InputError` unless `n` is an
 * integer of at least 1.
 *
 * @example
 * take(train, 100).size; // => 100
 */
export function take(dataset: Dataset, n: number): Dataset {
  checkCount('number of images to take', n, 1);
  if (n >= dataset.size) return dataset;
  return subset(
    dataset,
    Array.from({ length: n }, (_, i) => i),
    `${dataset.name} (first ${n})`,
  );
}
