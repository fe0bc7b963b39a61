import { mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { makeFolder } from './make-folder.js';
import { isAlive, thisProcess } from './process-identity.js';

const PREFIX = '.unfinished';
const SEPARATOR = '~';
const MINUTE = 60 * 1000;
/**
 * A folder from another machine or container that has not been touched for this long counts as abandoned. This is much
 * longer than the difference between two machines' clocks, which touch and judge it.
 */
const ABANDONED = 60 * MINUTE;
/** The names of the folders that this process could not remove after it had used them: they are abandoned although it is alive. */
const givenUp = new Set<string>();

/**
 * Calls `use` with an empty folder in `parent`, which is created if it is missing, and removes the folder afterwards. First it removes what
 * killed processes left there.
 */
export async function withTemporary<T>(parent: string, use: (folder: string) => Promise<T>): Promise<T> {
  await makeFolder(parent);
  return withTemporaryIn(parent, use);
}

/** {@link withTemporary} in an existing parent. */
export async function withTemporaryIn<T>(parent: string, use: (folder: string) => Promise<T>): Promise<T> {
  // What cannot be removed is in nobody's way.
  for (const path of await abandonedIn(parent))
    await rm(path, { recursive: true, force: true }).catch(() => {});
  const folder = await mkdtemp(beginning(parent));
  // On a shared disk, this shows others that a process is at work.
  const touch = setInterval(() => utimes(folder, new Date(), new Date()).catch(() => {}), MINUTE);
  touch.unref();
  try {
    return await use(folder);
  } finally {
    clearInterval(touch);
    await rm(folder, { recursive: true, force: true }).catch((error: Error) => {
      givenUp.add(basename(folder));
      throw error;
    });
  }
}

/** {@link withTemporaryIn} for synchronous work. The other functions remove what a killed process leaves. */
export function withTemporaryNow<T>(parent: string, use: (folder: string) => T): T {
  const folder = mkdtempSync(beginning(parent));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns whether a path leads into such a folder. */
export function isTemporary(path: string): boolean {
  return path.includes(`${sep}${PREFIX}${SEPARATOR}`);
}

/** How the path of a temporary folder of this process begins. */
function beginning(parent: string): string {
  const { host, boot, pidNamespace, pid, start } = thisProcess();
  return join(parent, [PREFIX, host, boot, pidNamespace, pid, start].join(SEPARATOR) + SEPARATOR);
}

/**
 * The folders in `parent` that killed processes left, and those that could not be removed. The next {@link withTemporary} there removes them,
 * where the system lets it.
 */
export async function abandonedIn(parent: string): Promise<string[]> {
  const abandoned: string[] = [];
  for (const name of await readdir(parent)) {
    if (!name.startsWith(PREFIX + SEPARATOR)) continue;
    const path = join(parent, name);
    const [, host, boot, pidNamespace, pid, start, random] = name.split(SEPARATOR);
    const alive =
      random === undefined
        ? undefined
        : !givenUp.has(name) && isAlive({ host: host!, boot, pidNamespace, pid: Number(pid), start });
    if (alive === false || (alive === undefined && (await untouched(path)) > ABANDONED)) abandoned.push(path);
  }
  return abandoned;
}

/** Milliseconds since a file or folder was last touched. */
async function untouched(path: string): Promise<number> {
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
  return Date.now() - mtimeMs;
}
