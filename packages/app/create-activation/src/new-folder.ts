import { lstatSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InputError, isInputError } from '@rectified/errors';
import { fileError, withFileError, withTemporary } from '@rectified/system';

/** Throws an `InputError` if the path exists, even as a dangling link. */
export function refuseExisting(folder: string): void {
  if (withFileError(folder, () => lstatSync(folder, { throwIfNoEntry: false })) === undefined) return;
  throw new InputError({
    what: 'exists already',
    file: folder,
    remedy: 'Choose another name, or remove it first',
  });
}

/**
 * Creates a folder atomically: a temporary folder next to it is filled and then renamed. Remains of an earlier, killed call are
 * removed; other files are not touched. Throws an `InputError` if the folder exists, or if the file system refuses.
 */
export async function newFolder(folder: string, fill: (folder: string) => Promise<void>): Promise<void> {
  try {
    refuseExisting(folder);
    await withTemporary(dirname(folder), async (temporary) => {
      const filled = join(temporary, basename(folder));
      await fill(filled);
      await rename(filled, folder);
    });
  } catch (error) {
    // The temporary name would not help.
    throw isInputError(error) ? error : fileError(Object.assign(error as Error, { path: folder }));
  }
}
