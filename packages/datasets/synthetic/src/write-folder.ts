import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { InputError } from '@rectified/errors';

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
 * Writes generated data so that it lies in `folder`, unless the same is there already; returns `folder`.
 * Writes beside it and moves the finished folder into place: `folder` is complete or absent at any time, even when
 * several processes call this at once.
 */
export async function writeFolder(
  folder: string,
  { what, options, names, write }: Contents,
): Promise<string> {
  const notice = JSON.stringify({ what, generator: GENERATOR, ...options }, null, 2);
  const target = resolve(folder);
  try {
    if ((await noticeIn(target, what, names)) === notice) return folder;
    await mkdir(dirname(target), { recursive: true });
    const scratch = await mkdtemp(`${target}.`);
    try {
      const made = join(scratch, 'made');
      await mkdir(made);
      await write(made);
      await writeFile(join(made, NOTICE), notice);
      await rename(made, target).catch(async () => {
        // Another process was faster with the same, or earlier files have to go.
        if ((await noticeIn(target, what, names)) === notice) return;
        await rm(target, { recursive: true, force: true });
        await rename(made, target);
      });
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
    return folder;
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
    throw new InputError({
      what: 'cannot write here',
      file: folder,
      expected: 'a folder that can be written',
      got: cause.message,
      remedy: 'Make room or give another folder',
      cause,
    });
  }
}

/** The notice in a folder that holds earlier files of this kind. Throws if it holds anything else. */
async function noticeIn(folder: string, what: string, names: readonly string[]): Promise<string | undefined> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (entries.length === 0) return undefined;
  const notice = entries.includes(NOTICE) ? await readFile(join(folder, NOTICE), 'utf8') : '';
  const foreign = entries.filter((name) => name !== NOTICE && !names.includes(name));
  if (foreign.length === 0 && notice.includes(JSON.stringify(what))) return notice;
  throw new InputError({
    what: 'the folder holds something else, which would be lost',
    file: folder,
    expected: `a new or empty folder, or ${what}`,
    got: (foreign.length > 0 ? foreign : entries).slice(0, 5).join(', '),
    remedy: 'Give another folder',
  });
}
