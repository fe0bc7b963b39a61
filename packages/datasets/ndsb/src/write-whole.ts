import { type FileHandle, open, readdir, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { DatasetError } from '@rectified/dataset';
import { isRunning, makeFolder } from '@rectified/system';

/**
 * Writes a file so that it is whole, or the one before, or absent at any time, also when several processes do so at
 * once: `write` gets a file beside it, which is moved into place when it is on the disk, and removed when it is not.
 */
export async function writeWhole(
  file: string,
  write: (handle: FileHandle) => Promise<void>,
  remedy = 'Make room, or choose another folder',
): Promise<void> {
  const partial = `${partialOf(file)}${process.pid}.${begun++}.partial`;
  try {
    await makeFolder(dirname(file)).catch((error) => {
      const { code, message } = (error.cause ?? error) as NodeJS.ErrnoException;
      throw Object.assign(new Error(message, { cause: error }), { code, syscall: 'mkdir' });
    });
    await removeLeftovers(file);
    const handle = await open(partial, 'wx');
    try {
      await write(handle);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, file);
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => {});
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
    const full = ['ENOSPC', 'EDQUOT'].includes((cause as NodeJS.ErrnoException).code!);
    const what = full ? 'the disk is full' : 'cannot be written';
    throw new DatasetError({ what, file, got: cause.message, remedy, cause });
  }
}

let begun = 0;

/** How the names of the unfinished files of this machine begin. */
const partialOf = (file: string) => `${file}.${hostname()}.`;

/** Removes what processes of this machine left that were killed. */
async function removeLeftovers(file: string): Promise<void> {
  const prefix = basename(partialOf(file));
  for (const name of await readdir(dirname(file)))
    if (name.startsWith(prefix) && name.endsWith('.partial'))
      if (!isRunning(Number.parseInt(name.slice(prefix.length), 10)))
        await rm(join(dirname(file), name), { force: true });
}
