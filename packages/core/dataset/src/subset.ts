import { checkValue } from '@rectified/errors';
import { checkIndex } from './check-index.js';
import * as checks from './checks.js';
import type { Batch, Dataset, DatasetParts, Example } from './dataset.js';
import { fingerprint } from './fingerprint.js';
import { makeDataset } from './make-dataset.js';

/**
 * A dataset of the images of `dataset` at `indices`, in that order, with the same classes; an index
 * may occur twice. It is a view: no pixel is copied until it is requested. Throws a `RangeError` for an index out of range.
 *
 * @example
 * subset(train, [7, 3]).get(0).label === train.get(7).label; // => true
 */
export function subset(dataset: DatasetParts, indices: ArrayLike<number>, name?: string): Dataset {
  checkValue('dataset', dataset, checks.dataset);
  checkValue('indices', indices, checks.list);
  for (let i = 0; i < indices.length; i++) checkIndex(dataset, indices[i]!);
  const chosen = Uint32Array.from(indices);
  const view: Dataset = makeDataset({
    name: name ?? `${dataset.name} (${indices.length} of ${dataset.size})`,
    size: chosen.length,
    classes: dataset.classes,
    shape: dataset.shape,
    fingerprint: dataset.fingerprint && fingerprint('subset', dataset.fingerprint, chosen),
    get(index: number): Example {
      checkIndex(view, index);
      return dataset.get(chosen[index]!);
    },
    batch(wanted: ArrayLike<number>): Batch {
      return dataset.batch(
        Array.from(wanted, (index) => {
          checkIndex(view, index);
          return chosen[index]!;
        }),
      );
    },
  });
  return view;
}
