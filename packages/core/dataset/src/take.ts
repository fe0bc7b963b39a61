import { checkValue } from '@rectified/errors';
import * as checks from './checks.js';
import type { Dataset } from './dataset.js';
import { subset } from './subset.js';

/**
 * The first `n` images of `dataset`, or all of them if there are fewer. Throws an `InputError` unless `n` is an
 * integer of at least 1.
 *
 * @example
 * take(train, 100).size; // => 100
 */
export function take(dataset: Dataset, n: number): Dataset {
  checkValue('dataset', dataset, checks.dataset);
  checkValue('number of images to take', n, checks.count);
  if (n >= dataset.size) return dataset;
  return subset(
    dataset,
    Array.from({ length: n }, (_, i) => i),
    `${dataset.name} (first ${n})`,
  );
}
