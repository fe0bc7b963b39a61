import { createHash, type Hash } from 'node:crypto';
import { statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError } from '@rectified/dataset';
import { isClutter, type Source } from './source.js';

/** The files in `folder` and in the folders below it. */
export async function folderSource(folder: string): Promise<Source> {
  const paths: string[] = [];
  const state = createHash('sha256');
  await list(folder, '', paths, state);
  return {
    path: folder,
    state: state.digest('hex'),
    count: paths.length,
    async *files() {
      for (const path of paths) {
        const file = join(folder, path);
        yield { path, bytes: await readFile(file).catch(unreadable(file)) };
      }
    },
  };
}

/** Adds what lies in `folder` (below `root`, with a slash at its end) to `paths` and to the hash. */
async function list(root: string, folder: string, paths: string[], state: Hash): Promise<void> {
  const here = join(root, folder);
  const names = await readdir(here).catch(unreadable(here));
  for (const name of names.sort()) {
    if (isClutter(name)) continue;
    const path = folder + name;
    // Ten times as fast as the asynchronous one, for files that the system has just listed.
    const stats = statSync(`${root}/${path}`, { throwIfNoEntry: false });
    if (stats === undefined) unreadable(join(root, path))(new Error('a link that leads nowhere'));
    else if (stats.isDirectory()) await list(root, `${path}/`, paths, state);
    else if (stats.isFile()) {
      paths.push(path);
      state.update(`${path}\0${stats.size}\0${stats.mtimeMs}\n`);
    }
  }
}

/** Not a fault of the image: another attempt, or another user, may read it. */
function unreadable(file: string): (cause: Error) => never {
  return (cause) => {
    throw new DatasetError({
      what: 'cannot be read',
      file,
      got: cause.message,
      remedy: 'Check its permissions, or remove it',
      cause,
    });
  };
}
