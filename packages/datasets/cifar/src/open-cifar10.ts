import type { DatasetSplits } from '@rectified/dataset';
import { checkOptions } from '@rectified/errors';
import { cifar10Format } from './format.js';
import { type OpenCifarOptions, openFormat, openOptionNames } from './open-format.js';

/**
 * Opens CIFAR-10 from the folder of its binary version, `cifar-10-batches-bin`: `data_batch_1.bin` ...
 * `data_batch_5.bin`, `test_batch.bin` and, for the class names, `batches.meta.txt` (without it, the official names).
 *
 * Reads the files into memory (184 MB) and checks every label; files as large as the official ones must be these, and a
 * sealed folder must be as it was sealed. Files with fewer images also open, as long as all five training files have the same
 * number. Throws a `DatasetError` for anything else.
 *
 * @example
 * const { train, test } = await openCifar10('cifar-10-batches-bin');
 * train.get(0); // { pixels: Uint8Array(3072), shape: [32, 32, 3], label: 6, name: 'frog' }
 */
export async function openCifar10(folder: string, options: OpenCifarOptions = {}): Promise<DatasetSplits> {
  const { check } = checkOptions('openCifar10', options, openOptionNames);
  return openFormat(folder, cifar10Format, { title: 'CIFAR-10', label: 0, check });
}
