import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileError, makeFolder, syncPath } from '@rectified/system';
import { claimRun } from './claim-run.js';

/**
 * Renames a run's folder, by default to its own name with `.before-1` or the next free number, and returns the new name.
 * Throws an InputError if a process is writing the run.
 */
export async function setAside(folder: string, to = freeName(folder)): Promise<string> {
  try {
    await (await claimRun(folder)).release();
    await makeFolder(dirname(to));
    await rename(folder, to);
    await syncPath(dirname(folder));
    return to;
  } catch (error) {
    throw fileError(error, folder);
  }
}

/** `NAME.before-1`, or with the first free number. */
export function freeName(path: string): string {
  for (let number = 1; ; number++)
    if (!existsSync(`${path}.before-${number}`)) return `${path}.before-${number}`;
}
