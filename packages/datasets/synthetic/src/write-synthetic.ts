import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@rectified/errors';
import { checkOptions, type SyntheticOptions } from './options.js';
import { type Records, writeRecords } from './write-records.js';

/** The files of a data set. */
export interface Layout extends Pick<Records, 'textures' | 'labelBytes'> {
  /** The data set whose format it is: `CIFAR-10`. */
  readonly format: string;
  /** Names of the training files, which have the same number of images. */
  readonly train: readonly string[];
  readonly test: string;
  /** Lines of the text files. */
  readonly names: Readonly<Record<string, readonly string[]>>;
}

/** Says beside the files what they are: so that they are not taken for real data, nor written twice. */
const NOTICE = 'synthetic.json';

/** To be counted on whenever the same options give other images. */
const GENERATOR = 1;

/** Writes the files of `layout` into `folder` unless the same are there already; returns `folder`. */
export async function writeSynthetic(folder: string, layout: Layout, options: SyntheticOptions): Promise<string> {
  const { train, test, seed, noise } = checkOptions(options, layout.train.length);
  const { format, textures, labelBytes, names } = layout;
  const made = { what: `generated images in the format of ${format}`, generator: GENERATOR, train, test, seed, noise };
  try {
    const found = await noticeIn(folder, made.what);
    if (found === JSON.stringify(made, null, 2)) return folder;
    await mkdir(folder, { recursive: true });
    const notice = join(folder, NOTICE);
    await writeFile(notice, JSON.stringify({ what: made.what, unfinished: true }, null, 2));
    const count = train / layout.train.length;
    const common = { seed, noise, textures, labelBytes };
    for (const [i, name] of layout.train.entries())
      await writeRecords(join(folder, name), { ...common, part: 'train', first: i * count, count });
    await writeRecords(join(folder, layout.test), { ...common, part: 'test', first: 0, count: test });
    for (const [name, lines] of Object.entries(names)) await writeFile(join(folder, name), `${lines.join('\n')}\n`);
    await writeFile(notice, JSON.stringify(made, null, 2));
    return folder;
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
    throw new InputError({
      what: 'cannot write here',
      file: folder,
      expected: 'a folder that can be written',
      got: cause.message,
      remedy: 'Give another folder',
      cause,
    });
  }
}

/** The notice in a folder that holds files of this kind, finished or not. Throws if the folder holds anything else. */
async function noticeIn(folder: string, what: string): Promise<string | undefined> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (entries.length === 0) return undefined;
  const notice = entries.includes(NOTICE) ? await readFile(join(folder, NOTICE), 'utf8') : '';
  if (notice.includes(JSON.stringify(what))) return notice;
  throw new InputError({
    what: 'the folder holds something else, which would be overwritten',
    file: folder,
    expected: `a new or empty folder, or ${what}`,
    got: entries.slice(0, 5).join(', '),
    remedy: 'Give another folder',
  });
}
