import type { DatasetSplits } from '@rectified/dataset';
import { checkOptions, renamed, unknownName } from '@rectified/errors';
import { cifar100Format } from './format.js';
import { type OpenCifarOptions, openFormat, openOptionNames } from './open-format.js';

/** Options of {@link openCifar100}. */
export interface Cifar100Options extends OpenCifarOptions {
  /** `fine`: 100 classes. `coarse`: 20 superclasses of five fine classes each. Default: `fine`. */
  readonly labels?: 'fine' | 'coarse';
}

/**
 * Opens CIFAR-100 from the folder of its binary version, `cifar-100-binary`: `train.bin`, `test.bin` and, for the
 * class names, `fine_label_names.txt` or `coarse_label_names.txt` (without them, the official names).
 *
 * Reads the files into memory (184 MB) and checks every label; files as large as the official ones must be these, and a
 * sealed folder must be as it was sealed. Files with fewer images also open. Throws a `DatasetError` for anything else.
 *
 * @example
 * const { train } = await openCifar100('cifar-100-binary', { labels: 'coarse' });
 * train.get(0).name; // 'large_omnivores_and_herbivores'
 */
export async function openCifar100(folder: string, options: Cifar100Options = {}): Promise<DatasetSplits> {
  const { labels = 'fine', check } = checkOptions('openCifar100', options, [...openOptionNames, 'labels'], {
    label: renamed('labels'),
    labelMode: renamed('labels'),
    label_mode: renamed('labels'),
  });
  if (labels === 'fine') return openFormat(folder, cifar100Format, { title: 'CIFAR-100', label: 1, check });
  if (labels === 'coarse')
    return openFormat(folder, cifar100Format, { title: 'CIFAR-100 (coarse)', label: 0, check });
  throw unknownName('kind of labels', labels, ['fine', 'coarse']);
}
