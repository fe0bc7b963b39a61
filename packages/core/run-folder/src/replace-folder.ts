import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { callable, checkValue } from '@rectified/errors';
import { fileError, makeFolder, syncPath } from '@rectified/system';

/*
 * The new folder is written beside the old one, as `NAME.new`; then the old one is renamed to `NAME.old`, the new
 * one to `NAME`, and the old one to `NAME.previous`, whose predecessor is deleted before. So where there is a `NAME`, it is
 * whole; where there is none but a `NAME.old`, a crash came between the first two renames, and `NAME.new` is whole; a
 * `NAME.new` alone may be half. A `NAME.old` beside a `NAME` has yet to become `NAME.previous`.
 */

/**
 * Replaces a folder by what `write` puts into the new folder it is given, so that a reader who asks
 * {@link currentFolder}, also after a crash or a power cut, finds all of the old files or all of the new. The old folder
 * is kept beside it, in place of the one before ({@link previousFolder}). Where `write` throws, the old folder stays.
 */
export async function replaceFolder(folder: string, write: (beside: string) => Promise<void>): Promise<void> {
  checkValue('what fills a folder', write, callable());
  const beside = `${folder}.new`;
  const old = `${folder}.old`;
  try {
    const current = currentFolder(folder);
    if (current !== undefined && current !== folder) await rename(current, folder);
    if (existsSync(old)) await keep(old, folder);
    await rm(beside, { recursive: true, force: true });
    await fill(beside, write);
    if (current !== undefined) await rename(folder, old);
    await rename(beside, folder);
    await syncPath(dirname(folder));
    if (current !== undefined) await keep(old, folder);
  } catch (error) {
    throw fileError(error, folder);
  }
}

/** Makes the old folder the one before. */
async function keep(old: string, folder: string): Promise<void> {
  await rm(`${folder}.previous`, { recursive: true, force: true });
  await rename(old, `${folder}.previous`);
}

/** Makes a folder and has it filled, wholly and down to the disk, or leaves none. */
async function fill(folder: string, write: (folder: string) => Promise<void>): Promise<void> {
  try {
    await makeFolder(folder);
    await write(folder);
    for (const name of await readdir(folder)) await syncPath(join(folder, name));
    await syncPath(folder);
  } catch (error) {
    await rm(folder, { recursive: true, force: true }).catch(() => {});
    throw error;
  }
}

/** Where the files of a folder written by {@link replaceFolder} are now; `undefined` where it was never written. */
export function currentFolder(folder: string): string | undefined {
  if (existsSync(folder)) return folder;
  if (!existsSync(`${folder}.old`)) return undefined;
  return existsSync(`${folder}.new`) ? `${folder}.new` : `${folder}.old`;
}

/** Where the files are that a folder written by {@link replaceFolder} held before; `undefined` where there are none. */
export function previousFolder(folder: string): string | undefined {
  const places = existsSync(folder) ? [`${folder}.old`, `${folder}.previous`] : [`${folder}.previous`];
  return places.find((place) => existsSync(place));
}
