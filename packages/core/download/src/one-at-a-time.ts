import { readdir } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { DatasetError } from '@rectified/dataset';
import { claimFolder, type FolderClaim, isClaimFile, makeFolder } from '@rectified/system';
import { linked } from './linked.js';

/** Milliseconds between checks whether another process has taken over. */
const look = 5_000;

export interface OneAtATimeOptions {
  readonly signal?: AbortSignal;
  /** Called once if another process has to be waited for. */
  readonly onWait?: () => void;
}

/** What the work receives. */
export interface Held {
  /** Aborts when the work has to stop, including when another process has taken over. */
  readonly signal: AbortSignal;
  /** Throws if the work has to stop. Call it before doing anything irreversible. */
  check(): void;
}

/**
 * Runs `work` while no other process does with the same `folder`; waits if one does (`claimFolder` of
 * `@rectified/system`). The folder is created if necessary, and removed afterwards if `work` has left nothing in it.
 */
export async function oneAtATime<T>(
  folder: string,
  { signal, onWait }: OneAtATimeOptions,
  work: (held: Held) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    const claim = await claimMade(folder);
    if (claim.rival === undefined) return await holding(folder, claim, signal, work);
    // The first failure may have been the other process looking at the same moment; it lets go at once.
    if (tries === 2) onWait?.();
    await setTimeout((tries === 1 ? 100 : 1000) * Math.random(), undefined, { signal }).catch(() => {});
    signal?.throwIfAborted();
  }
}

async function claimMade(folder: string): ReturnType<typeof claimFolder> {
  for (;;) {
    await makeFolder(folder);
    try {
      return await claimFolder(folder);
    } catch (error) {
      // The folder disappeared when another process finished its work.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

/** Does the work, checking meanwhile whether this process still holds it. */
async function holding<T>(
  folder: string,
  claim: FolderClaim,
  signal: AbortSignal | undefined,
  work: (held: Held) => Promise<T>,
): Promise<T> {
  const stop = linked(signal);
  const lookAgain = () => {
    if (isLost(claim)) stop.abort(takenOver(folder));
  };
  const timer = setInterval(lookAgain, look).unref();
  const check = () => {
    lookAgain();
    stop.signal.throwIfAborted();
  };
  try {
    return await work({ signal: stop.signal, check });
  } finally {
    clearInterval(timer);
    stop.unlink();
    const left = await readdir(folder).catch(() => []);
    await (left.every(isClaimFile) ? claim.remove() : claim.release());
  }
}

function isLost(claim: FolderClaim): boolean {
  try {
    return claim.isLost();
  } catch {
    return true; // the folder is gone
  }
}

const takenOver = (folder: string) =>
  new DatasetError({
    what: 'another process assumed that this one had died and took over',
    file: folder,
    remedy: 'Let the other one finish',
  });
