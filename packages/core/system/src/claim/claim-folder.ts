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
 * Claims are numbered: `claim.1.json`, `claim.2.json`, ... The one with the highest number counts. Whoever finds it
 * void creates the next one, which only one process can, since a file is created once. The highest is never deleted,
 * and nobody deletes a claim that could still become the highest: so no process can remove a rival's fresh claim,
 * however long it was suspended between looking and creating. A slow process that creates a number which others have
 * left behind sees a higher one when it looks again, and withdraws; one that comes so late that the folder was put aside
 * and made anew sees a claim below its own that is not void, and withdraws as well.
 */

/** A folder that this process holds. */
export interface FolderClaim {
  readonly rival?: undefined;
  /**
   * Whether another process has taken the folder over: this one was suspended, or cut off from a shared folder, for longer
   * than a claim is valid; or the folder was put aside, and another process holds what has its name now. Ask before
   * anything is written. Throws the error of the file system where the folder is gone.
   */
  isLost(): boolean;
  /** Lets go of the folder. */
  release(): Promise<void>;
  /** Lets go of the folder by removing it with all that is in it, or like `release` where it cannot be removed. */
  remove(): Promise<void>;
}

/** Another process that holds the folder. */
export interface Rival {
  readonly rival: {
    readonly host: string;
    /** 0 where its claim does not say: it is just being written, or damaged. */
    readonly pid: number;
    /** The claim. */
    readonly file: string;
    /** Seconds without a sign of life after which it is void, if nobody can ask its process. */
    readonly valid: number;
  };
}

/**
 * Makes this process the one that holds a folder, until the claim is released or the process ends, or says which other
 * process, here, in another container or on another machine, holds it. Throws the error of the file system where it
 * refuses, `ENOENT` also where another process takes the folder away meanwhile.
 *
 * A claim is void at once where its process is known to be dead, even if its number is in use again after a restart of the
 * machine or of a container. Where nobody can tell, as on another machine that shares the folder, it is void when it was
 * not renewed for 5 minutes, by the clock of the file system.
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
      // By the clock of the file system, which on a shared folder is the one that renewals go by.
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
 * The process that holds a folder, if one does, for those who may not write there. A claim that is damaged says nothing,
 * and one that nobody can ask about is judged by this machine's clock.
 */
export async function claimant(folder: string): Promise<{ pid: number; host: string } | undefined> {
  try {
    const last = await lastClaim(folder);
    const holder = last === undefined ? undefined : await holderOf(folder, last, Date.now());
    return holder?.pid === 0 ? undefined : holder;
  } catch {
    return undefined; // The folder is none, or just taken away.
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
  // By its name first: whoever comes meanwhile finds no folder, not one that is vanishing.
  const removed = () =>
    withTemporaryIn(dirname(resolve(folder)), (away) => rename(folder, join(away, 'removed')));
  const lettingGo = (how: () => Promise<void>) => async () => {
    clearInterval(renewal);
    try {
      if (!isLost()) await how();
    } catch {
      // Somebody moved or deleted the folder: there is nothing left to let go of.
    }
    await hangUp?.();
  };
  return { isLost, release: lettingGo(released), remove: lettingGo(() => removed().catch(released)) };
}

/** Writes the claim's last byte again, so that the file system notes its own time. */
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
    // Somebody deleted the folder: the next write says so.
  }
}
