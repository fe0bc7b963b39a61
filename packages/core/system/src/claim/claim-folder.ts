import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { thisProcess } from '../process-identity.js';
import { sealedJson } from '../sealed-json.js';
import { withTemporaryIn } from '../with-temporary.js';
import { writeAtomically } from '../write-atomically.js';
import {
  claimFile,
  createOnce,
  holderOf,
  lastClaim,
  numberOf,
  othersHold,
  removeBefore,
  valid,
} from './claim-files.js';
import type { Holder } from './holder.js';
import { openLifeline } from './lifeline.js';

/*
 * Claims are numbered: `claim.1.json`, `claim.2.json`, ... The one with the highest number counts. A process that finds it
 * void creates the next one, and only one process can, because a file can only be created once. The highest is never deleted,
 * and nobody deletes a claim that could still become the highest, so no process can remove a rival's fresh claim,
 * however long it was suspended between looking and creating. A slow process that creates a number which others have
 * passed sees a higher one when it looks again, and withdraws. One that comes so late that the folder was moved aside
 * and recreated sees a valid claim below its own, and withdraws as well.
 */

/** A folder that this process holds. */
export interface FolderClaim {
  readonly rival?: undefined;
  /**
   * Returns whether another process has taken over the folder, because this one was suspended or cut off from a shared folder for longer
   * than a claim is valid, or because the folder was moved aside and another process holds the one that now has its name. Call this before
   * writing anything. Throws the file system's error if the folder is gone.
   */
  isLost(): boolean;
  /** Releases the folder. */
  release(): Promise<void>;
  /** Releases the folder by removing it with its contents; if it cannot be removed, works like `release`. */
  remove(): Promise<void>;
}

/** Another process that holds the folder. */
export interface Rival {
  readonly rival: {
    readonly host: string;
    /** 0 if its claim does not say, because it is just being written or damaged. */
    readonly pid: number;
    /** The path of the claim. */
    readonly file: string;
    /** Seconds without renewal after which the claim is void if its process cannot be asked. */
    readonly valid: number;
  };
}

/**
 * Makes this process the holder of a folder until the claim is released or the process ends, or returns which other
 * process, here, in another container or on another machine, holds it. Throws the file system's error if it
 * refuses; `ENOENT` may also mean that another process is removing the folder.
 *
 * A claim is void at once if its process is known to be dead, even if its ID is in use again after a restart of the
 * machine or container. If that cannot be known, as on another machine that shares the folder, it is void when it has
 * not been renewed for 5 minutes, by the file system's clock.
 */
export async function claimFolder(folder: string): Promise<FolderClaim | Rival> {
  const lifeline = await openLifeline(folder);
  const own: Holder = { id: randomUUID(), ...thisProcess(), socket: lifeline?.name };
  const text = sealedJson({ ...own, since: new Date().toISOString() });
  const draft = join(folder, `claim.${own.id}.new`);
  let claim: FolderClaim | undefined;
  try {
    for (;;) {
      await writeFile(draft, text);
      // By the file system's clock: on a shared folder, renewals use it, too.
      const now = (await stat(draft)).mtimeMs;
      const last = await lastClaim(folder);
      const holder = last === undefined ? undefined : await holderOf(folder, last, now);
      if (holder !== undefined) return { rival: { ...holder, file: claimFile(folder, last!), valid } };
      const number = (last ?? 0) + 1;
      if (!(await createOnce(draft, claimFile(folder, number), text))) continue;
      if (await othersHold(folder, number, now)) {
        await rm(claimFile(folder, number), { force: true });
        continue;
      }
      await removeBefore(folder, number, now);
      claim = heldClaim(folder, number, own, lifeline?.close);
      return claim;
    }
  } finally {
    if (claim === undefined) await lifeline?.close();
    await rm(draft, { force: true }).catch(() => {});
  }
}

/**
 * The process that holds a folder, if there is one, for callers that may not write there. A damaged claim counts as none,
 * and one whose process cannot be asked is judged by this machine's clock.
 */
export async function claimant(folder: string): Promise<{ pid: number; host: string } | undefined> {
  try {
    const last = await lastClaim(folder);
    const holder = last === undefined ? undefined : await holderOf(folder, last, Date.now());
    return holder?.pid === 0 ? undefined : holder;
  } catch {
    return undefined; // Not a folder, or one that was just removed.
  }
}

function heldClaim(folder: string, number: number, own: Holder, hangUp?: () => Promise<void>): FolderClaim {
  const file = claimFile(folder, number);
  const isLost = () =>
    Math.max(0, ...readdirSync(folder).map(numberOf)) !== number ||
    !readFileSync(file, 'utf8').includes(own.id);
  const renewal = setInterval(() => void renew(file), (valid / 10) * 1000).unref();
  const released = () =>
    writeAtomically(file, sealedJson({ ...own, socket: undefined, released: new Date().toISOString() }));
  // It is renamed first: anyone who comes in the meantime finds no folder, rather than a vanishing one.
  const removed = () =>
    withTemporaryIn(dirname(resolve(folder)), (away) => rename(folder, join(away, 'removed')));
  const lettingGo = (how: () => Promise<void>) => async () => {
    clearInterval(renewal);
    try {
      if (!isLost()) await how();
    } catch {
      // The folder was moved or deleted: there is nothing left to release.
    }
    await hangUp?.();
  };
  return { isLost, release: lettingGo(released), remove: lettingGo(() => removed().catch(released)) };
}

/** Rewrites the claim's last byte so that the file system updates its time. */
async function renew(file: string): Promise<void> {
  try {
    const handle = await open(file, 'r+');
    try {
      const { size } = await handle.stat();
      await handle.write('\n', size - 1);
    } finally {
      await handle.close();
    }
  } catch {
    // The folder was deleted: the next write will report it.
  }
}
