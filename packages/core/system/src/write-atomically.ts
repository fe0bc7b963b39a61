import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InputError } from '@rectified/errors';
import { fileError } from './file-error.js';
import { syncPath } from './sync-path.js';

let begun = 0;

/**
 * Writes a file so that a reader, also one after a crash or a power cut, finds all of the old content or all of the new:
 * into a temporary file beside it, which is on the disk before it takes the name. What is written is the content, or what
 * `content` writes to the handle that it is given. (Not by `write-file-atomic`, which takes a short write, as on a disk
 * that is nearly full, for a whole one.)
 *
 * Throws an `InputError` where the file system refuses ({@link fileError}); then the old content stays; and where there is
 * something else than a file, such as a device, which the new file would replace.
 */
export async function writeAtomically(
  file: string,
  content: string | Uint8Array | ((handle: FileHandle) => Promise<void>),
): Promise<void> {
  const temporary = `${file}.${process.pid}.${begun++}.new`;
  try {
    await refuseDevices(file);
    // In a folder that others write to, this name could be a link of theirs to a file of ours.
    await rm(temporary, { force: true });
    const handle = await open(temporary, 'wx');
    try {
      if (typeof content === 'function') await content(handle);
      else await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    await syncPath(dirname(file));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw fileError(error, file);
  }
}

async function refuseDevices(file: string): Promise<void> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined || found.isFile() || found.isDirectory()) return; // a folder is refused by the system
  throw new InputError({ what: 'a device or pipe, not a file', file, remedy: 'Choose another path' });
}
