import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError } from '@rectified/dataset';
import { archiveSource } from './archive-source.js';
import { folderSource } from './folder-source.js';
import { howToGet } from './how-to-get.js';
import type { Source } from './source.js';

/** The training or the test images of the competition. */
export type Part = 'train' | 'test';

const endings = ['', '.zip', '.tar', '.tar.gz', '.tgz', '.tar.xz', '.txz'];

/**
 * The images of `part` at `path`: an archive, a folder with the images, or a folder in which such a folder or
 * archive of the name `part` lies.
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
  if (!stats.isDirectory()) return archiveSource(path, stats);
  for (const ending of endings) {
    const inside = join(path, part + ending);
    const found = await stat(inside).catch(() => undefined);
    if (found !== undefined) return found.isDirectory() ? folderSource(inside) : archiveSource(inside, found);
  }
  const names = (await readdir(path)).filter((name) => !name.startsWith('.'));
  const other = part === 'train' ? 'test' : 'train';
  if (!endings.some((ending) => names.includes(other + ending))) return folderSource(path);
  throw new DatasetError({
    what: `the ${part} images are not in this folder`,
    file: path,
    expected: `${part} or ${part}.zip`,
    got: names.slice(0, 5).join(', '),
    remedy: howToGet,
  });
}
