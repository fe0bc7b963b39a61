import { lstatSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InputError, isInputError } from '@rectified/errors';
import { fileError, withFileError, withTemporary } from '@rectified/system';

/** Throws an `InputError` where there is something of this name already, be it a link that leads nowhere. */
export function refuseExisting(folder: string): void {
  if (withFileError(folder, () => lstatSync(folder, { throwIfNoEntry: false })) === undefined) return;
  throw new InputError({
    what: 'exists already',
    file: folder,
    remedy: 'Choose another name, or remove it first',
  });
}

/**
 * Makes a folder by having another one filled, beside it and under a name of its own, which is then renamed: it appears as a whole,
 * or not at all. What an earlier call left there when it was killed is removed; nobody else's files are touched. Throws an `InputError` where
 * there is such a folder, or the file system refuses.
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
    // The name that it has meanwhile says nothing.
    throw isInputError(error) ? error : fileError(Object.assign(error as Error, { path: folder }));
  }
}
