import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkOptions, type SyntheticOptions } from './options.js';
import { writeFolder } from './write-folder.js';
import { type Records, writeRecords } from './write-records.js';

/** The files of a dataset. */
export interface Layout extends Pick<Records, 'textures' | 'labelBytes'> {
  /** The dataset whose format is used: `CIFAR-10`. */
  readonly format: string;
  /** Names of the training files, which have the same number of images. */
  readonly train: readonly string[];
  readonly test: string;
  /** Lines of the text files. */
  readonly names: Readonly<Record<string, readonly string[]>>;
}

/** Writes the files of `layout` into `folder`, as {@link writeFolder} does. */
export async function writeSynthetic(
  folder: string,
  layout: Layout,
  given: SyntheticOptions,
): Promise<string> {
  const options = checkOptions(given, layout.train.length);
  return writeFolder(folder, {
    what: `generated images in the format of ${layout.format}`,
    options: { ...options },
    names: [...layout.train, layout.test, ...Object.keys(layout.names)],
    write: (made) => writeFiles(made, layout, options),
  });
}

async function writeFiles(
  folder: string,
  { train: files, test: testFile, names, textures, labelBytes }: Layout,
  { train, test, seed, noise }: Required<SyntheticOptions>,
): Promise<void> {
  const common = { seed, noise, textures, labelBytes };
  const count = train / files.length;
  for (const [i, name] of files.entries())
    await writeRecords(join(folder, name), { ...common, part: 'train', first: i * count, count });
  await writeRecords(join(folder, testFile), { ...common, part: 'test', first: 0, count: test });
  for (const [name, lines] of Object.entries(names))
    await writeFile(join(folder, name), `${lines.join('\n')}\n`);
}
