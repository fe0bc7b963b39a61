import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { isRunning } from './is-running.js';
import { makeFolder } from './make-folder.js';

const UNFINISHED = '.unfinished';
const DAY = 24 * 60 * 60 * 1000;

/**
 * Makes a folder once: `make` fills a temporary folder beside it, which then takes its name. An error or an
 * interruption leaves nothing behind; what a killed process leaves, the next call removes. Of two processes that make
 * the same folder at once the first wins, and both have it.
 */
export async function makeOnce(folder: string, make: (temporary: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  await makeFolder(parent);
  await removeUnfinished(parent);
  const temporary = await mkdtemp(join(parent, `${UNFINISHED}~${hostname()}~${process.pid}~`));
  try {
    await make(temporary);
    await rename(temporary, folder).catch((error: NodeJS.ErrnoException) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Removes what processes have left that are no more; those of other machines (a shared home) after a day. */
async function removeUnfinished(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const [prefix, host, pid] = name.split('~');
    if (prefix !== UNFINISHED) continue;
    const path = join(parent, name);
    const left = host === hostname() ? !isRunning(Number(pid)) : (await age(path)) > DAY;
    if (left) await rm(path, { recursive: true, force: true });
  }
}

async function age(path: string): Promise<number> {
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
  return Date.now() - mtimeMs;
}
