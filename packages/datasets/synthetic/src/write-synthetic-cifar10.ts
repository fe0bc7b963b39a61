import { tenClasses } from './classes.js';
import type { SyntheticOptions } from './options.js';
import { writeSynthetic } from './write-synthetic.js';

/**
 * Writes generated images in the exact format of CIFAR-10's binary version (`data_batch_1.bin` ...
 * `data_batch_5.bin`, `test_batch.bin`, `batches.meta.txt`); returns `folder`.
 *
 * Every loader of CIFAR-10 can read them. Classes are textures in colors (`red stripes`, `green dots`, ...): good for
 * trying out a training program, but they prove nothing about photographs. The classes are equally frequent. Returns
 * at once if the same files are already there; throws an `InputError` rather than overwrite anything else.
 *
 * @example
 * await writeSyntheticCifar10('data/synthetic-10', { train: 2000, test: 500, seed: 1 });
 */
export function writeSyntheticCifar10(folder: string, options: SyntheticOptions): Promise<string> {
  return writeSynthetic(
    folder,
    {
      format: 'CIFAR-10',
      train: [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`),
      test: 'test_batch.bin',
      names: { 'batches.meta.txt': tenClasses.map(({ name }) => name) },
      textures: tenClasses,
      labelBytes: (label) => [label],
    },
    options,
  );
}
