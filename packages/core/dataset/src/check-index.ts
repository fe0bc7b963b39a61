import type { Dataset } from './dataset.js';

/**
 * Throws `RangeError` unless `index` is one of `0 .. size - 1`. For `get` and `batch` of a loader.
 *
 * @example
 * checkIndex({ name: 'CIFAR-10 test', size: 10_000 }, -1); // RangeError: CIFAR-10 test has no image -1: expected an integer in 0 .. 9999
 */
export function checkIndex({ name, size }: Pick<Dataset, 'name' | 'size'>, index: number): void {
  if (Number.isInteger(index) && index >= 0 && index < size) return;
  throw new RangeError(`${name} has no image ${index}: expected an integer in 0 .. ${size - 1}`);
}
