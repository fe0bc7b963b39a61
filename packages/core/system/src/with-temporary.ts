import { mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { makeFolder } from './make-folder.js';
import { isAlive, thisProcess } from './process-identity.js';

const PREFIX = '.unfinished';
const SEPARATOR = '~';
const MINUTE = 60 * 1000;
/**
 * So long has a folder not been touched whose maker, on another machine or in another container, counts as ended: far more
 * than the clocks of two machines are apart, by which it is touched and judged.
 */
const ABANDONED = 60 * MINUTE;

/**
 * Gives `use` an empty folder in `parent`, which is made if it is missing, and removes it afterwards. First it removes what
 * killed processes have left there.
 */
export async function withTemporary<T>(parent: string, use: (folder: string) => Promise<T>): Promise<T> {
  await makeFolder(parent);
  return withTemporaryIn(parent, use);
}

/** {@link withTemporary} in a parent that must be there. */
export async function withTemporaryIn<T>(parent: string, use: (folder: string) => Promise<T>): Promise<T> {
  await removeAbandoned(parent);
  const folder = await mkdtemp(beginning(parent));
  // On a shared disk it shows others that somebody is at work.
  const touch = setInterval(() => utimes(folder, new Date(), new Date()).catch(() => {}), MINUTE);
  touch.unref();
  try {
    return await use(folder);
  } finally {
    clearInterval(touch);
    await rm(folder, { recursive: true, force: true });
  }
}

/** {@link withTemporaryIn} for what cannot wait. What a killed process leaves of it, the others remove. */
export function withTemporaryNow<T>(parent: string, use: (folder: string) => T): T {
  const folder = mkdtempSync(beginning(parent));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether a path leads into such a folder. */
export function isTemporary(path: string): boolean {
  return path.includes(`${sep}${PREFIX}${SEPARATOR}`);
}

/** How the path of a temporary folder of this process begins. */
function beginning(parent: string): string {
  const { host, boot, pidNamespace, pid, start } = thisProcess();
  return join(parent, [PREFIX, host, boot, pidNamespace, pid, start].join(SEPARATOR) + SEPARATOR);
}

async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(PREFIX + SEPARATOR)) continue;
    const path = join(parent, name);
    const [, host, boot, pidNamespace, pid, start, random] = name.split(SEPARATOR);
    const alive =
      random === undefined
        ? undefined
        : isAlive({ host: host!, boot, pidNamespace, pid: Number(pid), start });
    if (alive === false || (alive === undefined && (await untouched(path)) > ABANDONED))
      await rm(path, { recursive: true, force: true });
  }
}

/** Milliseconds since a file or folder was last touched. */
async function untouched(path: string): Promise<number> {
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
  return Date.now() - mtimeMs;
}
