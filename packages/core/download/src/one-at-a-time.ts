import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DatasetError } from '@rectified/dataset';
import { isAlive, makeFolder, type ProcessIdentity, thisProcess } from '@rectified/system';
import { linked } from './linked.js';

const CLAIM = 'claim-';

/** How often a process shows that it lives, and after how long without a sign one elsewhere is assumed to have died. */
const SIGN = 5_000;
const DEAD = 60_000;

export interface OneAtATimeOptions {
  readonly signal?: AbortSignal;
  /** Called once when another process has to be waited for. */
  readonly onWait?: () => void;
}

/**
 * Runs `work` while no other process does with the same `folder`; waits for one that does. The folder is made if need be.
 * `work` gets a signal that tells when it has to stop, also because another process assumed that this one had died.
 *
 * Every process puts a claim of its own into the folder and then looks: if it sees no other living claim it goes ahead; if it
 * sees one it takes its own back and waits. Of two that claim at once, the one that looks later sees the other's claim, so
 * both never go ahead, and none removes a claim but its owner's or a dead one's, whose name is never used again.
 */
export async function oneAtATime<T>(
  folder: string,
  { signal, onWait }: OneAtATimeOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    const claim = await makeClaim(folder);
    let mine = false;
    try {
      mine = await isAlone(folder, claim);
      if (mine) return await holding(claim, signal, work);
    } finally {
      await rm(claim, { force: true });
    }
    // Once may be the other one's first look, too: then both have stepped back.
    if (tries === 2) onWait?.();
    await setTimeout((tries === 1 ? 100 : 1000) * Math.random(), undefined, { signal }).catch(() => {});
    signal?.throwIfAborted();
  }
}

async function makeClaim(folder: string): Promise<string> {
  const holder = JSON.stringify(thisProcess());
  for (;;) {
    await makeFolder(folder);
    const claim = join(folder, `${CLAIM}${randomUUID()}.json`);
    try {
      await writeFile(claim, holder, { flag: 'wx' });
      return claim;
    } catch (error) {
      // The folder went with the work of another process.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

/** Whether no other process that lives has a claim. Removes those of dead ones. */
async function isAlone(folder: string, own: string): Promise<boolean> {
  const now = (await stat(own)).mtimeMs; // by the clock of the file system
  const names = (await readdir(folder)).filter((name) => name.startsWith(CLAIM));
  let alone = names.some((name) => join(folder, name) === own);
  for (const name of names) {
    const claim = join(folder, name);
    if (claim === own) continue;
    if (await isHeld(claim, now)) alone = false;
    else await rm(claim, { force: true });
  }
  return alone;
}

/** Whether the process that made a claim lives or, where nobody can ask for it, has lately given a sign. */
async function isHeld(claim: string, now: number): Promise<boolean> {
  try {
    const age = now - (await stat(claim)).mtimeMs;
    const holder = parse(await readFile(claim, 'utf8'));
    return (holder && isAlive(holder)) ?? age < DEAD;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

/** `undefined` where another process is just writing it, or died doing so. */
function parse(claim: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(claim) as ProcessIdentity;
  } catch {
    return undefined;
  }
}

/** Does the work and shows meanwhile that this process lives. */
async function holding<T>(
  claim: string,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = linked(signal);
  const sign = () => {
    const now = new Date();
    utimes(claim, now, now).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') stop.abort(takenOver(claim));
    });
  };
  const timer = setInterval(sign, SIGN);
  timer.unref();
  try {
    return await work(stop.signal);
  } finally {
    clearInterval(timer);
    stop.unlink();
  }
}

const takenOver = (claim: string) =>
  new DatasetError({
    what: 'another process assumed that this one had died and took over',
    file: claim,
    remedy: 'Let the other one finish',
  });
