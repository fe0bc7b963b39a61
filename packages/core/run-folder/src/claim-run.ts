import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { link, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { InputError } from '@rectified/errors';
import { fileError, isAsSealed, sealedJson, thisProcess, writeAtomically } from '@rectified/system';
import { type Holder, lifeOf } from './holder.js';
import { openLifeline } from './lifeline.js';
import { pathIn } from './path-in.js';

/** Seconds after which a claim is void that was not renewed, where nobody can ask whether its process lives. */
const valid = 300;

/*
 * Claims are numbered: `claim.1.json`, `claim.2.json`, ... The one with the highest number counts. Whoever finds it
 * void creates the next one, which only one process can, since a file is created once. The highest is never deleted,
 * and nobody deletes a claim that could still become the highest: so no process can remove a rival's fresh claim,
 * however long it was suspended between looking and creating. A slow process that creates a number which others have
 * left behind sees a higher one when it looks again, and withdraws; one that comes so late that the folder was put aside
 * and made anew sees a claim below its own that is not void, and withdraws as well.
 */

/** A run that this process holds. */
export interface Claim {
  /**
   * Throws an InputError if another process has taken the run over: this one was suspended, or cut off from a shared
   * folder, for longer than a claim is valid. Call it before anything is written.
   */
  check(): void;
  /** Lets go of the run. */
  release(): Promise<void>;
}

/**
 * Makes this process the one that writes the run, until the claim is released or the process ends. Throws an InputError
 * where another process, here, in another container or on another machine, is writing it.
 *
 * A claim is void at once where its process is known to be dead, even if its number is in use again after a restart of the
 * machine or of a container. Where nobody can tell, as on another machine that shares the folder, it is void when it was
 * not renewed for 5 minutes.
 */
export async function claimRun(folder: string): Promise<Claim> {
  const lifeline = await openLifeline(folder);
  const own: Holder = { id: randomUUID(), ...thisProcess(), socket: lifeline?.name };
  const text = textOf({ ...own, since: new Date().toISOString() });
  const draft = pathIn(folder, `claim.${own.id}.new`);
  try {
    for (;;) {
      await writeFile(draft, text);
      // By the clock of the file system, which on a shared folder is the one that renewals go by.
      const now = (await stat(draft)).mtimeMs;
      const last = await lastClaim(folder);
      const holder = last === undefined ? undefined : await holderOf(folder, last, now);
      if (holder !== undefined) throw held(folder, last!, holder);
      const number = (last ?? 0) + 1;
      if (!(await createOnce(draft, claimFile(folder, number), text))) continue;
      if (await othersHold(folder, number, now)) {
        await rm(claimFile(folder, number), { force: true });
        continue;
      }
      await removeBefore(folder, number, now);
      return heldClaim(folder, number, own, lifeline?.close);
    }
  } catch (error) {
    await lifeline?.close();
    throw fileError(error, folder);
  } finally {
    await rm(draft, { force: true }).catch(() => {});
  }
}

/** The process that writes the run, if one does. A claim that is damaged says nothing. */
export async function claimant(folder: string): Promise<Pick<Holder, 'pid' | 'host'> | undefined> {
  try {
    const last = await lastClaim(folder);
    const holder = last === undefined ? undefined : await holderOf(folder, last, Date.now());
    return holder?.pid === 0 ? undefined : holder;
  } catch {
    return undefined; // The folder is none, or just taken away.
  }
}

const claimFile = (folder: string, number: number) => pathIn(folder, `claim.${number}.json`);

/** Ends in a line break of its own, which renewals write again. */
const textOf = (claim: object) => sealedJson(claim);

/** The number of a claim by its file's name. */
const numberOf = (name: string) => Number(/^claim\.(\d{1,15})\.json$/.exec(name)?.[1] ?? 0);

/** The highest number of a claim. */
async function lastClaim(folder: string): Promise<number | undefined> {
  return Math.max(0, ...(await readdir(folder)).map(numberOf)) || undefined;
}

/** Whether, beside a claim that was just made, there is a higher one, or a lower one that is not void. */
async function othersHold(folder: string, number: number, now: number): Promise<boolean> {
  for (const other of (await readdir(folder)).map(numberOf).filter((one) => one > 0 && one !== number))
    if (other > number || (await holderOf(folder, other, now)) !== undefined) return true;
  return false;
}

/** The holder of a claim that is not void. */
async function holderOf(folder: string, number: number, now: number): Promise<Holder | undefined> {
  const file = claimFile(folder, number);
  const renewed = async () => {
    const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: 0 }));
    return now - mtimeMs < valid * 1000;
  };
  let claim: Holder & { released?: string };
  try {
    const text = await readFile(file, 'utf8');
    if (isAsSealed(text) !== true) throw new SyntaxError();
    claim = JSON.parse(text);
  } catch {
    // Being written where files cannot be linked, or damaged.
    return (await renewed()) ? { id: '', pid: 0, host: '' } : undefined;
  }
  if (claim.released !== undefined) return undefined;
  const life = await lifeOf(folder, claim);
  return life === 'lives' || (life === 'unknown' && (await renewed())) ? claim : undefined;
}

function held(folder: string, number: number, { pid, host }: Holder): InputError {
  return new InputError({
    what: pid === 0 ? 'another process is writing this run' : `process ${pid} on ${host} is writing this run`,
    file: folder,
    remedy: `Wait for it, stop it, or choose another folder (if it has died, try again in ${valid / 60} minutes or delete ${claimFile(folder, number)})`,
  });
}

/** Gives a file that is written its name, unless there is one of that name. */
async function createOnce(draft: string, file: string, text: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code === 'ENOENT') throw error;
  }
  try {
    await writeFile(file, text, { flag: 'wx' }); // A file system without links.
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes what earlier holders have left, and rivals that were killed while they asked. */
async function removeBefore(folder: string, number: number, now: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = pathIn(folder, name);
    const left = /^claim\.[\w-]{36}\.(new|socket)$/.test(name) && (await ageOf(file, now)) > valid * 1000;
    if (left) await rm(file, { force: true });
    if (numberOf(name) === 0 || numberOf(name) >= number) continue;
    const socket = await socketOf(file);
    if (socket !== undefined) await rm(pathIn(folder, socket), { force: true });
    await rm(file, { force: true });
  }
}

async function ageOf(file: string, now: number): Promise<number> {
  const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: now }));
  return now - mtimeMs;
}

/** The name of a claim's socket, where it has one. */
async function socketOf(file: string): Promise<string | undefined> {
  try {
    const { socket } = JSON.parse(await readFile(file, 'utf8')) as Holder;
    return /^claim\.[\w-]{36}\.socket$/.test(socket ?? '') ? socket : undefined;
  } catch {
    return undefined;
  }
}

function heldClaim(folder: string, number: number, own: Holder, hangUp?: () => Promise<void>): Claim {
  const file = claimFile(folder, number);
  const lost = () => Math.max(0, ...readdirSync(folder).map(numberOf)) !== number;
  const renewal = setInterval(() => void renew(file), (valid / 10) * 1000).unref();
  return {
    check() {
      let gone: boolean;
      try {
        gone = lost();
      } catch (cause) {
        throw new InputError({ what: 'the folder of the run is gone', file: folder, cause });
      }
      if (!gone) return;
      throw new InputError({
        what: 'another process has taken over this run while this one was suspended or cut off',
        file: folder,
        remedy: 'This process writes nothing more. Follow the other one, or resume the run when it has ended',
      });
    },
    async release() {
      clearInterval(renewal);
      try {
        if (!lost())
          await writeAtomically(
            file,
            textOf({ ...own, socket: undefined, released: new Date().toISOString() }),
          );
      } catch {
        // Somebody moved or deleted the folder: there is nothing left to let go of.
      }
      await hangUp?.();
    },
  };
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
