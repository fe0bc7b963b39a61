import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InputError } from '@rectified/errors';
import { damageOf, makeOnce, SEAL, seal } from '@rectified/system';

/** What {@link writeFolder} puts into a folder. */
export interface Contents {
  /** What they are, for people: `generated images in the format of CIFAR-10`. */
  readonly what: string;
  /** Everything that decides what they are. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Names of the files and folders. */
  readonly names: readonly string[];
  /** Writes them into an empty folder. */
  readonly write: (folder: string) => Promise<void>;
}

/** Says beside the files what they are: so that they are not taken for real data, nor written twice. */
const NOTICE = 'synthetic.json';

/** To be counted on whenever the same options give other images. */
const GENERATOR = 1;

/**
 * Writes generated data so that it lies in `folder`, unless the same is there already, unharmed; returns `folder`.
 * Writes beside it and moves the finished folder into place (`makeOnce` of `@rectified/system`): `folder` is complete or
 * absent at any time, even when several processes call this at once. The hashes of all files are beside them (`seal.json`),
 * and damaged files are written again.
 */
export async function writeFolder(
  folder: string,
  { what, options, names, write }: Contents,
): Promise<string> {
  const notice = JSON.stringify({ what, generator: GENERATOR, ...options }, null, 2);
  const target = resolve(folder);
  const isThere = async () =>
    (await noticeIn(target, what, names)) === notice && (await damageOf(target)) === undefined;
  try {
    const make = async (made: string) => {
      await write(made);
      await writeFile(join(made, NOTICE), notice);
      await seal(made);
    };
    await makeOnce(target, make, { isWhole: isThere });
    return folder;
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
    throw new InputError({
      what: 'cannot write to this folder',
      file: folder,
      expected: 'a folder that can be written',
      got: cause.message,
      remedy: 'Free some space or choose another folder',
      cause,
    });
  }
}

function unlessGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

/** The notice in a folder that holds earlier files of this kind. Throws if it holds anything else. */
async function noticeIn(folder: string, what: string, names: readonly string[]): Promise<string | undefined> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (entries.length === 0) return undefined;
  const notice = entries.includes(NOTICE)
    ? await readFile(join(folder, NOTICE), 'utf8').catch(unlessGone)
    : '';
  // Another process has just put another folder in its place.
  if (notice === undefined) return noticeIn(folder, what, names);
  const foreign = entries.filter((name) => name !== NOTICE && name !== SEAL && !names.includes(name));
  if (foreign.length === 0 && notice.includes(JSON.stringify(what))) return notice;
  throw new InputError({
    what: 'the folder holds something else, which would be lost',
    file: folder,
    expected: `a new or empty folder, or ${what}`,
    got: (foreign.length > 0 ? foreign : entries).slice(0, 5).join(', '),
    remedy: 'Give another folder',
  });
}
