import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { callable, checkValue } from '@rectified/errors';
import { fileError, makeFolder, syncPath } from '@rectified/system';

/*
 * The new folder is written beside the old one, as `NAME.new`. Then the old one is renamed to `NAME.old`, the new
 * one to `NAME`, and the old one to `NAME.previous`, whose predecessor is deleted first. So if there is a `NAME`, it is
 * complete. If there is only a `NAME.old`, a crash came between the first two renames, and `NAME.new` is complete. A
 * `NAME.new` alone may be incomplete. A `NAME.old` beside a `NAME` has yet to become `NAME.previous`.
 */

/**
 * Replaces a folder with what `write` puts into the new folder it is given, so that a reader who uses
 * {@link currentFolder}, even after a crash or a power failure, finds either all old files or all new ones. The old folder
 * replaces the previous one beside it ({@link previousFolder}). If `write` throws, the old folder stays.
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

/** Makes the old folder the previous one. */
async function keep(old: string, folder: string): Promise<void> {
  await rm(`${folder}.previous`, { recursive: true, force: true });
  await rename(old, `${folder}.previous`);
}

/** Creates a folder and has it filled, completely and flushed to disk, or leaves none. */
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

/** The current location of a folder written by {@link replaceFolder}; `undefined` if it was never written. */
export function currentFolder(folder: string): string | undefined {
  if (existsSync(folder)) return folder;
  if (!existsSync(`${folder}.old`)) return undefined;
  return existsSync(`${folder}.new`) ? `${folder}.new` : `${folder}.old`;
}

/** The location of the previous version of a folder written by {@link replaceFolder}; `undefined` if there is none. */
export function previousFolder(folder: string): string | undefined {
  const places = existsSync(folder) ? [`${folder}.old`, `${folder}.previous`] : [`${folder}.previous`];
  return places.find((place) => existsSync(place));
}
