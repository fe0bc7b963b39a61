import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileError, makeFolder, syncPath } from '@rectified/system';
import { claimRun } from './claim-run.js';

/**
 * Gives a run's folder another name, by default its own with `.before-1` or the next number that is free, and returns it.
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

/** `NAME.before-1`, or with the first number of which there is nothing. */
export function freeName(path: string): string {
  for (let number = 1; ; number++)
    if (!existsSync(`${path}.before-${number}`)) return `${path}.before-${number}`;
}
