import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DatasetError } from '@rectified/dataset';
import { type Format, filesOf, howToGet } from './format.js';
import { identify } from './identify.js';

/** The paths of the format's files in `folder`. If one is missing, the error says what was found instead. */
export async function findFiles(folder: string, format: Format): Promise<{ train: string[]; test: string }> {
  const entries = await list(folder, format);
  const wanted = filesOf(format);
  const missing = wanted.filter((name) => !entries.includes(name));
  if (missing.length === 0)
    return { train: format.train.map((name) => join(folder, name)), test: join(folder, format.test) };

  const fault = { file: folder, expected: wanted.join(', ') };
  if (missing.length < wanted.length)
    throw new DatasetError({
      ...fault,
      what: `files of ${format.title} are missing`,
      got: `all but ${missing.join(', ')}`,
      remedy: howToGet(format),
    });
  const here = identify(entries);
  if (here)
    throw new DatasetError({
      ...fault,
      what: `the ${here.version} version of ${here.format.title}, not the binary version of ${format.title}`,
      got: here.files.join(', '),
      remedy:
        here.version === 'binary'
          ? `Open it as ${here.format.title} (${here.format.name})`
          : howToGet(format),
    });
  throw new DatasetError({
    ...fault,
    what: `no ${format.title} in this folder`,
    got:
      entries.length === 0
        ? 'an empty folder'
        : `${entries.slice(0, 5).join(', ')}${entries.length > 5 ? ', ...' : ''}`,
    remedy: (await nearby(folder, entries, format)) ?? howToGet(format),
  });
}

async function list(folder: string, format: Format): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const fault = {
      file: folder,
      expected: `the folder ${format.folder} with ${filesOf(format).join(', ')}`,
      cause,
    };
    if (code === 'ENOENT')
      throw new DatasetError({ ...fault, what: 'no such folder', got: 'nothing', remedy: howToGet(format) });
    if (code !== 'ENOTDIR')
      throw new DatasetError({
        ...fault,
        what: 'cannot read the folder',
        got: message,
        remedy: 'Check its permissions',
      });
    const archive = /\.(tar|tgz|tar\.gz)$/.test(folder);
    throw new DatasetError({
      ...fault,
      what: archive ? 'an archive, not a folder' : 'a file, not a folder',
      got: basename(folder),
      remedy: archive
        ? `Unpack it (tar xf ${basename(folder)}) and give the folder`
        : 'Give the folder that contains it',
    });
  }
}

/** What to do if the dataset is one level below, or still packed. */
async function nearby(
  folder: string,
  entries: readonly string[],
  format: Format,
): Promise<string | undefined> {
  for (const entry of entries) {
    const below = join(folder, entry);
    const found = identify(await readdir(below).catch(() => []));
    if (found?.format === format && found.version === 'binary') return `Give the folder ${below}`;
  }
  const archive = basename(format.archive.url);
  return entries.includes(archive)
    ? `Unpack ${join(folder, archive)} and give the folder ${format.folder}`
    : undefined;
}
