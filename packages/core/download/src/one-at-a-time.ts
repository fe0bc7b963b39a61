import { readdir } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { DatasetError } from '@rectified/dataset';
import { claimFolder, type FolderClaim, isClaimFile, makeFolder } from '@rectified/system';
import { linked } from './linked.js';

/** Milliseconds between two looks at whether another process has taken over. */
const look = 5_000;

export interface OneAtATimeOptions {
  readonly signal?: AbortSignal;
  /** Called once when another process has to be waited for. */
  readonly onWait?: () => void;
}

/** What the work gets. */
export interface Held {
  /** Tells when it has to stop, also because another process has taken over. */
  readonly signal: AbortSignal;
  /** Throws if it has to stop. To be called before what cannot be taken back. */
  check(): void;
}

/**
 * Runs `work` while no other process does with the same `folder`; waits for one that does (`claimFolder` of
 * `@rectified/system`). The folder is made if need be, and removed afterwards where `work` has left nothing in it.
 */
export async function oneAtATime<T>(
  folder: string,
  { signal, onWait }: OneAtATimeOptions,
  work: (held: Held) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    const claim = await claimMade(folder);
    if (claim.rival === undefined) return await holding(folder, claim, signal, work);
    // Once may be the other one's first look, too: then it lets go at once.
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
      // The folder went with the work of another process.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

/** Does the work, and looks meanwhile whether it is still this process's. */
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
