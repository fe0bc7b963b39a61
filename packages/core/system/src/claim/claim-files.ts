import { link, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAsSealed } from '../sealed-json.js';
import { type Holder, lifeOf } from './holder.js';

/** Seconds after which a claim is void that was not renewed, where nobody can ask whether its process lives. */
export const valid = 300;

/** Whether an entry of a folder belongs to the claims on it. */
export const isClaimFile = (name: string) =>
  numberOf(name) > 0 || /^claim\.[\w-]{36}\.(new|socket)$/.test(name);

export const claimFile = (folder: string, number: number) => join(folder, `claim.${number}.json`);

/** The number of a claim by its file's name; 0 for any other file. */
export const numberOf = (name: string) => Number(/^claim\.(\d{1,15})\.json$/.exec(name)?.[1] ?? 0);

/** The highest number of a claim. */
export async function lastClaim(folder: string): Promise<number | undefined> {
  return Math.max(0, ...(await readdir(folder)).map(numberOf)) || undefined;
}

/** The holder of a claim that is not void; one without a name (process 0) where the claim is damaged, or half written. */
export async function holderOf(folder: string, number: number, now: number): Promise<Holder | undefined> {
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

/** Whether, beside a claim that was just made, there is a higher one, or a lower one that is not void. */
export async function othersHold(folder: string, number: number, now: number): Promise<boolean> {
  for (const other of (await readdir(folder)).map(numberOf).filter((one) => one > 0 && one !== number))
    if (other > number || (await holderOf(folder, other, now)) !== undefined) return true;
  return false;
}

/** Gives a file that is written its name, unless there is one of that name. */
export async function createOnce(draft: string, file: string, text: string): Promise<boolean> {
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
export async function removeBefore(folder: string, number: number, now: number): Promise<void> {
  for (const name of (await readdir(folder)).filter(isClaimFile)) {
    const file = join(folder, name);
    if (numberOf(name) === 0 && (await ageOf(file, now)) > valid * 1000) await rm(file, { force: true });
    if (numberOf(name) === 0 || numberOf(name) >= number) continue;
    const socket = await socketOf(file);
    if (socket !== undefined) await rm(join(folder, socket), { force: true });
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
    const { socket = '' } = JSON.parse(await readFile(file, 'utf8')) as Holder;
    return isClaimFile(socket) ? socket : undefined;
  } catch {
    return undefined;
  }
}
