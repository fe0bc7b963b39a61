import { type FileHandle, open, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError } from '@rectified/errors';
import { fileError } from './file-error.js';
import { syncPath } from './sync-path.js';
import { isTemporary, withTemporaryIn } from './with-temporary.js';

/**
 * Writes a file so that a reader, even after a crash or a power failure, finds either the old content or the new: it
 * is written in a temporary folder beside the file, and renamed once it is on disk. `content` is the content, or a
 * function that writes to the handle it is given. (`write-file-atomic` is not used because it accepts a short write, as on a
 * nearly full disk, as complete.) The next write in the same folder removes what a killed process left behind.
 *
 * Throws an `InputError` if the file system refuses ({@link fileError}), in which case the old content stays, and if the path is
 * not a file but, for example, a device, which the new file would replace.
 */
export async function writeAtomically(
  file: string,
  content: string | Uint8Array | ((handle: FileHandle) => Promise<void>),
): Promise<void> {
  try {
    await refuseDevices(file);
    const folder = dirname(file);
    await withTemporaryIn(folder, async (temporary) => {
      const written = join(temporary, 'written');
      const handle = await open(written, 'wx');
      try {
        if (typeof content === 'function') await content(handle);
        else await handle.writeFile(content);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(written, file);
      await syncPath(folder);
    });
  } catch (error) {
    throw fileError(aboutFile(error as NodeJS.ErrnoException, file), file);
  }
}

/** Reports an error of the temporary file as one of the target: the temporary name means nothing to users. */
function aboutFile(error: NodeJS.ErrnoException, file: string): Error {
  return error.path !== undefined && isTemporary(error.path) ? Object.assign(error, { path: file }) : error;
}

async function refuseDevices(file: string): Promise<void> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined || found.isFile() || found.isDirectory()) return; // the system refuses a folder
  throw new InputError({ what: 'a device or pipe, not a file', file, remedy: 'Choose another path' });
}
