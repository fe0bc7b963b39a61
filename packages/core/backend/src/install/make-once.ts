import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const DAY = 24 * 60 * 60 * 1000;

/**
 * Makes a folder once: `make` fills a temporary folder beside it, which then takes its name. An error or an
 * interruption leaves nothing behind (a killed process leaves a temporary folder, which a later call removes after a
 * day); of two processes that make the same folder at once the first wins, and both have it.
 */
export async function makeOnce(folder: string, make: (temporary: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  await mkdir(parent, { recursive: true });
  await removeStale(parent);
  const temporary = await mkdtemp(join(parent, PREFIX));
  try {
    await make(temporary);
    await rename(temporary, folder).catch((error: NodeJS.ErrnoException) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

const PREFIX = '.unfinished-';

async function removeStale(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(PREFIX)) continue;
    const path = join(parent, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (Date.now() - mtimeMs > DAY) await rm(path, { recursive: true, force: true });
  }
}
