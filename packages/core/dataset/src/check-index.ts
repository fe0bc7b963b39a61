import { checkFields, text, wholeNumber } from '@rectified/errors';
import type { Dataset } from './dataset.js';

/**
 * Throws `RangeError` unless `index` is one of `0 .. size - 1`. For `get` and `batch` of a loader.
 *
 * @example
 * checkIndex({ name: 'CIFAR-10 test', size: 10_000 }, -1); // RangeError: CIFAR-10 test has no image -1: expected an integer in 0 .. 9999
 */
export function checkIndex(dataset: Pick<Dataset, 'name' | 'size'>, index: number): void {
  // Called for every image, so the dataset itself is only checked for a size.
  const { name, size } = dataset ?? {};
  if (!(size >= 0)) checkFields('a dataset', dataset, { name: text('a name'), size: wholeNumber() });
  if (Number.isInteger(index) && index >= 0 && index < size) return;
  throw new RangeError(`${name} has no image ${index}: expected an integer in 0 .. ${size - 1}`);
}
