import { callable, checkValue } from '@rectified/errors';
import { checkIndex } from './check-index.js';
import * as checks from './checks.js';
import type { Dataset, DatasetParts, Items } from './dataset.js';

/**
 * Makes a dataset of what a loader provides, by adding iteration and `map`.
 *
 * @example
 * const dataset = makeDataset({ name: 'mine', size, classes, shape, fingerprint, get, batch });
 * for (const { pixels, label } of dataset) look(pixels, label);
 */
export function makeDataset<T extends DatasetParts>(parts: T): T & Dataset {
  checkValue('parts of a dataset', parts, checks.dataset);
  const { batch } = parts;
  return Object.assign(parts, {
    [Symbol.iterator]: iterate,
    map,
    batch: (indices: ArrayLike<number>) =>
      batch.call(parts, checkValue('indices of a batch', indices, checks.list)),
  });
}

// Uses `this`, so that a copy with another `get` ({ ...dataset, get }) iterates over its own images.
function* iterate<T>(this: Pick<Items<T>, 'size' | 'get'>): Generator<T, void, void> {
  for (let index = 0; index < this.size; index++) yield this.get(index);
}

function map<T, U>(this: Pick<Items<T>, 'size' | 'get'>, change: (item: T, index: number) => U): Items<U> {
  checkValue('what changes items', change, callable());
  const { size } = this;
  return {
    size,
    get: (index) => {
      checkIndex({ name: 'the mapped dataset', size }, index);
      return change(this.get(index), index);
    },
    [Symbol.iterator]: iterate,
    map,
  };
}
