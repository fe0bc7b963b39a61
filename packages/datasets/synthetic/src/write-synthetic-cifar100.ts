import { coarseNames, coarseOfFine, hundredClasses } from './classes.js';
import type { SyntheticOptions } from './options.js';
import { writeSynthetic } from './write-synthetic.js';

/**
 * Writes generated images in the exact format of CIFAR-100's binary version (`train.bin`, `test.bin`,
 * `fine_label_names.txt`, `coarse_label_names.txt`), as {@link writeSyntheticCifar10} does for CIFAR-10; returns `folder`.
 *
 * The fine classes belong to the same superclasses as in CIFAR-100. A superclass is a pattern in a
 * color (`red stripes`); its five fine classes differ in size and angle (`tiny red stripes`).
 *
 * @example
 * await writeSyntheticCifar100('data/synthetic-100', { train: 10_000, test: 1000, seed: 1 });
 */
export function writeSyntheticCifar100(folder: string, options: SyntheticOptions): Promise<string> {
  return writeSynthetic(
    folder,
    {
      format: 'CIFAR-100',
      train: ['train.bin'],
      test: 'test.bin',
      names: {
        'fine_label_names.txt': hundredClasses.map(({ name }) => name),
        'coarse_label_names.txt': coarseNames,
      },
      textures: hundredClasses,
      labelBytes: (label) => [coarseOfFine[label]!, label],
    },
    options,
  );
}
