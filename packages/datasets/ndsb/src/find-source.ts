import type { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError } from '@rectified/dataset';
import { archiveSource, otherThan } from './archive-source.js';
import { folderSource } from './folder-source.js';
import { howToGet } from './how-to-get.js';
import { archiveEndings, type Part, type Source } from './source.js';

/** What contains a part: a folder, an archive, or Kaggle's archive of all files of the competition. */
const namesOf = (part: Part) => [
  part,
  ...archiveEndings.map((ending) => part + ending),
  'datasciencebowl.zip',
];

/**
 * The images of `part` at `path`: an archive, a folder with the images, or a folder containing such a folder or
 * archive named `part`. An empty one does not hide another.
 */
export async function findSource(path: string, part: Part): Promise<Source> {
  const stats = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    throw new DatasetError({
      what: cause.code === 'ENOENT' ? 'no such folder or archive' : 'cannot be read',
      file: path,
      expected: `the folder or archive ${part} of the National Data Science Bowl`,
      got: cause.code === 'ENOENT' ? 'nothing' : cause.message,
      remedy: howToGet,
      cause,
    });
  });
  if (!stats.isDirectory()) return fileSource(path, stats, part);
  let empty: (() => Promise<Source>) | undefined;
  for (const name of namesOf(part)) {
    const inside = join(path, name);
    const found = await stat(inside).catch(() => undefined);
    if (found?.isDirectory()) {
      const source = await folderSource(inside);
      if (source.count !== 0) return source;
      empty ??= async () => source;
    } else if (found !== undefined) {
      if (found.size > 0) return fileSource(inside, found, part);
      empty ??= () => fileSource(inside, found, part);
    }
  }
  if (empty !== undefined) return empty();
  const names = (await readdir(path)).filter((name) => !name.startsWith('.'));
  if (!namesOf(otherThan(part)).some((name) => names.includes(name))) return folderSource(path);
  throw new DatasetError({
    what: `the ${part} images are not in this folder`,
    file: path,
    expected: `${part} or ${part}.zip`,
    got: names.slice(0, 5).join(', '),
    remedy: howToGet,
  });
}

/** Never opens anything but a file: a pipe would wait for a writer, and a device may never end. */
async function fileSource(file: string, stats: Stats, part: Part): Promise<Source> {
  if (stats.isFile()) return archiveSource(file, stats, part);
  throw new DatasetError({
    what: 'neither a folder nor a file',
    file,
    expected: 'the folder with the images, or an archive of it',
    got: stats.isFIFO() ? 'a pipe' : stats.isSocket() ? 'a socket' : 'a device',
  });
}
