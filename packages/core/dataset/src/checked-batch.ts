import { checkValue } from '@rectified/errors';
import * as checks from './checks.js';
import type { Batch, DatasetParts } from './dataset.js';
import { DatasetError } from './dataset-error.js';

/**
 * The images of `dataset` at `indices`, from its `batch`. Throws a `DatasetError` unless there are as many bytes as it says an
 * image has, and as many labels, each of one of its classes; anything else would silently be trained on.
 *
 * @example
 * const { pixels, labels } = checkedBatch(train, [0, 1, 2]);
 */
export function checkedBatch(dataset: DatasetParts, indices: ArrayLike<number>): Batch {
  checkValue('dataset', dataset, checks.dataset);
  checkValue('indices of a batch', indices, checks.list);
  const { name, classes, shape } = dataset;
  const batch = dataset.batch(indices);
  const count = indices.length;
  const bytes = count * shape.reduce((product, side) => product * side, 1);
  const unfit = (what: string, expected: string, got: unknown) =>
    new DatasetError({ what: `${what} in a batch of ${name}`, expected, got: String(got) });
  const { pixels, labels, shape: made } = batch ?? {};
  if (!(pixels instanceof Uint8Array)) throw unfit('pixels', 'a Uint8Array', kindOf(pixels));
  if (pixels.length !== bytes) throw unfit('pixels', `${bytes} bytes`, pixels.length);
  if (`${made}` !== `${[count, ...shape]}`) throw unfit('shape', `[${[count, ...shape].join(', ')}]`, made);
  if (labels?.length !== count) throw unfit('labels', `${count}`, labels?.length);
  for (const label of labels)
    if (!(Number.isInteger(label) && label >= 0 && label < classes.length))
      throw unfit('label', `a whole number from 0 to ${classes.length - 1}`, label);
  return batch;
}

const kindOf = (value: unknown) => Object.prototype.toString.call(value).slice('[object '.length, -1);
