import { existsSync, lstatSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { withTemporary } from './with-temporary.js';

export interface MakeOnceOptions {
  /** Returns whether an existing folder is valid; invalid ones are replaced. Default: any is valid. */
  readonly isWhole?: (folder: string) => Promise<boolean>;
}

/**
 * Makes a folder once: `make` fills a temporary folder beside it, which is then renamed. An error or an
 * interruption leaves nothing behind; the next call removes what a killed process left. If two processes make
 * the same folder at once, the first wins, and both can use it.
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
      // A damaged folder is removed first, unless another process has just moved it out of the way.
      if (isThere(folder)) await rename(folder, join(temporary, `old-${old}`)).catch(() => {});
    }
  });
}

/** Returns whether a path exists, including a link that leads nowhere. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
