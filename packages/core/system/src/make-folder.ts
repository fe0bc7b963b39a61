import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { InputError } from '@rectified/errors';
import { fileError } from './file-error.js';

/**
 * Makes a folder and its missing parents; an existing folder is left alone. Throws an `InputError` if the
 * file system refuses ({@link fileError}).
 *
 * (Node's own `mkdir` with `recursive` never returns if the parent exists but the system says that it does not, as
 * in `/proc`.)
 */
export async function makeFolder(folder: string): Promise<void> {
  const path = resolve(folder);
  try {
    const missing: string[] = [];
    for (let at = path; !(await isFolder(at)); at = dirname(at)) missing.push(at);
    for (const at of missing.reverse())
      await mkdir(at).catch(async (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT')
          throw new InputError({
            what: 'cannot create a folder here',
            file: at,
            remedy: 'Choose another folder',
            cause: error,
          });
        // Another process may have made it in the meantime.
        if (error.code !== 'EEXIST' || !(await isFolder(at))) throw error;
      });
  } catch (error) {
    throw fileError(error, path);
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    if ((await stat(path)).isDirectory()) return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
  throw Object.assign(new Error(`ENOTDIR: ${path}`), { code: 'ENOTDIR', path });
}
