import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
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

/**
 * Writes the files of `layout` so that they lie in `folder`, unless the same are there already; returns `folder`.
 * Writes beside it and moves the finished folder into place: `folder` is complete or absent at any time, even when
 * several processes call this at once.
 */
export async function writeSynthetic(
  folder: string,
  layout: Layout,
  options: SyntheticOptions,
): Promise<string> {
  const { train, test, seed, noise } = checkOptions(options, layout.train.length);
  const what = `generated images in the format of ${layout.format}`;
  const notice = JSON.stringify({ what, generator: GENERATOR, train, test, seed, noise }, null, 2);
  const target = resolve(folder);
  try {
    if ((await noticeIn(target, what, layout)) === notice) return folder;
    await mkdir(dirname(target), { recursive: true });
    const scratch = await mkdtemp(`${target}.`);
    try {
      const made = join(scratch, 'made');
      await mkdir(made);
      await writeFiles(made, layout, { train, test, seed, noise });
      await writeFile(join(made, NOTICE), notice);
      await rename(made, target).catch(async () => {
        // Another process was faster with the same, or earlier files have to go.
        if ((await noticeIn(target, what, layout)) === notice) return;
        await rm(target, { recursive: true, force: true });
        await rename(made, target);
      });
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
    return folder;
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
    throw new InputError({
      what: 'cannot write here',
      file: folder,
      expected: 'a folder that can be written',
      got: cause.message,
      remedy: 'Make room or give another folder',
      cause,
    });
  }
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

/** The notice in a folder that holds earlier files of this kind. Throws if it holds anything else. */
async function noticeIn(
  folder: string,
  what: string,
  { train, test, names }: Layout,
): Promise<string | undefined> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (entries.length === 0) return undefined;
  const notice = entries.includes(NOTICE) ? await readFile(join(folder, NOTICE), 'utf8') : '';
  const foreign = entries.filter((name) => ![NOTICE, ...train, test, ...Object.keys(names)].includes(name));
  if (foreign.length === 0 && notice.includes(JSON.stringify(what))) return notice;
  throw new InputError({
    what: 'the folder holds something else, which would be lost',
    file: folder,
    expected: `a new or empty folder, or ${what}`,
    got: (foreign.length > 0 ? foreign : entries).slice(0, 5).join(', '),
    remedy: 'Give another folder',
  });
}
