import { type FileHandle, open, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError } from '@rectified/errors';
import { fileError } from './file-error.js';
import { syncPath } from './sync-path.js';
import { isTemporary, withTemporaryIn } from './with-temporary.js';

/**
 * Writes a file so that a reader, even after a crash or a power cut, finds all of the old content or all of the new: it
 * is written in a temporary folder beside it, and takes its name once it is on the disk. What is written is the content, or
 * what `content` writes to the handle that it is given. (Not by `write-file-atomic`, which takes a short write, as on a disk
 * that is nearly full, for a whole one.) What a killed process leaves behind, the next write in the same folder removes.
 *
 * Throws an `InputError` if the file system refuses ({@link fileError}); then the old content stays; and where there is
 * something else than a file, such as a device, which the new file would replace.
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

/** What is wrong with the temporary file is wrong with the one that it was to become: the other's name says nothing. */
function aboutFile(error: NodeJS.ErrnoException, file: string): Error {
  return error.path !== undefined && isTemporary(error.path) ? Object.assign(error, { path: file }) : error;
}

async function refuseDevices(file: string): Promise<void> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined || found.isFile() || found.isDirectory()) return; // a folder is refused by the system
  throw new InputError({ what: 'a device or pipe, not a file', file, remedy: 'Choose another path' });
}
