import { existsSync, lstatSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { withTemporary } from './with-temporary.js';

export interface MakeOnceOptions {
  /** Whether what lies there can stay; without it, whatever does. What cannot is replaced. */
  readonly isWhole?: (folder: string) => Promise<boolean>;
}

/**
 * Makes a folder once: `make` fills a temporary folder beside it, which is then renamed. An error or an
 * interruption leaves nothing behind; what a killed process leaves, the next call removes. Of two processes that make
 * the same folder at once the first wins, and both have it.
 */
export async function makeOnce(
  folder: string,
  make: (temporary: string) => Promise<void>,
  { isWhole = async (path) => existsSync(path) }: MakeOnceOptions = {},
): Promise<void> {
  if (await isWhole(folder)) return;
  await withTemporary(dirname(folder), async (temporary) => {
    const made = join(temporary, 'made');
    await mkdir(made);
    await make(made);
    for (let old = 0; ; old++) {
      const failure = await rename(made, folder).catch((error: Error) => error);
      if (failure === undefined || (await isWhole(folder))) return;
      if (old === 3) throw failure;
      // What is damaged goes first, unless another process has just moved it out of the way.
      if (isThere(folder)) await rename(folder, join(temporary, `old-${old}`)).catch(() => {});
    }
  });
}

/** Links that lead nowhere are there, too. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
