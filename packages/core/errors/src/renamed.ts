import { written } from './written.js';

/**
 * Another library's name for our option `name`, for the foreign names of `checkOptions`; the value stays the same.
 *
 * @example
 * checkOptions('batches', options, ['size'], { batchSize: renamed('size') }); // batchSize: 100 is size: 100
 */
export function renamed(name: string): (value: unknown) => string {
  return (value) => `${name}: ${written(value)}`;
}
