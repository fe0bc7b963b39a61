import { readFileSync, statSync, utimesSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { InputError } from '@rectified/errors';
import { fileError, isRunning } from '@rectified/system';

const name = 'running.json';
/** Seconds after which a claim that its process did not renew is void: machines of a fleet vanish without a word. */
const valid = 300;

/**
 * Makes this process the one that writes the run, until the returned function is called or the process ends.
 * Throws an InputError where another process, here or on another machine, is writing it.
 */
export async function claimRun(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, name);
  const claim = JSON.stringify({ pid: process.pid, host: hostname(), since: new Date().toISOString() });
  const holder = claimant(folder);
  if (holder !== undefined)
    throw new InputError({
      what: `process ${holder.pid} on ${holder.host} is writing this run`,
      file: folder,
      remedy: `Wait for it, stop it, or choose another folder (if it has died, try again in ${valid / 60} minutes or delete ${file})`,
    });
  try {
    await rm(file, { force: true });
    await writeFile(file, claim, { flag: 'wx' });
  } catch (error) {
    throw fileError(error, file);
  }
  const renewal = setInterval(() => touch(file), (valid / 10) * 1000).unref();
  return async () => {
    clearInterval(renewal);
    await rm(file, { force: true });
  };
}

/** The living process that writes the run, if there is one. */
export function claimant(folder: string): { pid: number; host: string } | undefined {
  try {
    const file = join(folder, name);
    const { pid, host } = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; host: string };
    const renewed = Date.now() - statSync(file).mtimeMs < valid * 1000;
    return renewed && (host !== hostname() || isRunning(pid)) ? { pid, host } : undefined;
  } catch {
    return undefined; // No claim, or one that a crash left half.
  }
}

function touch(file: string): void {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // Somebody deleted the folder: the next write says so.
  }
}
