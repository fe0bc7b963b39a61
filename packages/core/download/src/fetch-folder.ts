import { createHash } from 'node:crypto';
import { readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { DatasetError, type FetchOptions } from '@rectified/dataset';
import {
  anything,
  callable,
  checkFields,
  checkValue,
  type InputError,
  isInputError,
  listOf,
  text,
} from '@rectified/errors';
import { isClaimFile, makeFolder, syncPath } from '@rectified/system';
import { type DownloadOptions, download } from './download.js';
import { TooSlow } from './failures.js';
import { isFileError } from './file-error.js';
import { oneAtATime } from './one-at-a-time.js';
import { forget } from './partial.js';
import type { Making, Source } from './source.js';
import type { LeastSpeed } from './transfer.js';

/** What {@link fetchFolder} brings. */
export interface Wanted {
  /** A name for people: `CIFAR-10`. */
  readonly title: string;
  /** The name on the command line: `cifar10`. */
  readonly name: string;
  /** Room on the disk while it is made, for people: `360 MB`. */
  readonly room: string;
  /** The sources, the best first. */
  readonly sources: readonly Source[];
  /** Whether the folder holds all of it, unharmed. */
  readonly isComplete: (folder: string) => Promise<boolean>;
  /** Names of entries that belong to the data set: a folder with nothing else is moved aside where it is damaged. */
  readonly owns: (entry: string) => boolean;
}

/** How stubborn and how patient to be; for tests. */
export interface Patience extends Pick<DownloadOptions, 'attempts' | 'wait'> {
  /** If a source is slower, the next one is tried first. Default: 250 kB/s over 20 seconds. */
  readonly leastSpeed?: LeastSpeed;
}

const wantedChecks = {
  title: text('a name'),
  sources: listOf(anything, 'a list of sources'),
  isComplete: callable(),
  owns: callable(),
};

type Options = Pick<FetchOptions, 'signal' | 'onProgress' | 'onNote'> & Patience;

/**
 * Brings a data set into `folder` from the first of its sources that has it, and returns `folder`; at once where it is
 * there. What failed, and what is slow, is said by `onNote`; a slow source's turn comes again when no other is left.
 *
 * Works in `<folder>.download`, one process at a time (others wait), and moves the finished folder into place: `folder` is
 * complete or absent at any time. What was downloaded before an interruption stays there for the next attempt. Throws
 * `DatasetError` where no source has it, and the signal's reason when aborted.
 */
export async function fetchFolder(folder: string, wanted: Wanted, options: Options = {}): Promise<string> {
  checkValue('folder of a data set', folder, text('its path'));
  checkFields('data set that is wanted', wanted, wantedChecks);
  const { signal, onNote } = options;
  const { title, isComplete } = wanted;
  const target = resolve(folder);
  const scratch = `${target}.download`;
  try {
    if (await isComplete(target)) return folder;
    await refuseForeign(target, wanted);
    const onWait = () => onNote?.(`another process is downloading ${title}; waiting until it is done`);
    await oneAtATime(scratch, { signal, onWait }, async (held) => {
      if (await isComplete(target)) return;
      const made = join(scratch, 'made');
      try {
        await bring(made, scratch, wanted, { ...options, signal: held.signal });
        await moveAside(target, wanted, onNote);
        await rmdir(target).catch(() => {}); // an empty one, which not every system lets `rename` replace
        held.check();
        await rename(made, target);
        await syncPath(dirname(target));
        await removeDownloads(scratch);
      } finally {
        await rm(made, { recursive: true, force: true }).catch(() => {});
      }
    });
    return folder;
  } catch (cause) {
    signal?.throwIfAborted();
    if (!isFileError(cause)) throw cause;
    const full = cause.code === 'ENOSPC' || cause.code === 'EDQUOT';
    throw new DatasetError({
      what: full ? 'the disk is full' : 'cannot write to this folder',
      file: folder,
      expected: `a folder that can be written, with ${wanted.room} free`,
      got: cause.message,
      remedy: 'Free some space or choose another folder; what was downloaded is kept',
      cause,
    });
  }
}

/** Makes the data set in the folder `made` from the first source that has it. */
async function bring(
  made: string,
  scratch: string,
  { title, name, sources }: Wanted,
  {
    onNote,
    leastSpeed = { bytesPerSecond: 250_000, seconds: 20 },
    ...options
  }: Options & { signal: AbortSignal },
): Promise<void> {
  const failures: { source: Source; error: InputError }[] = [];
  const several = sources.length > 1;
  const attempts = options.attempts ?? (several ? 3 : 5);
  /** Whether the source had it. */
  const tryOne = async (source: Source, limits: { leastSpeed?: LeastSpeed }): Promise<boolean> => {
    try {
      await rm(made, { recursive: true, force: true });
      await makeFolder(made);
      await makeFrom(source, made, scratch, { ...options, ...limits, attempts, onNote });
      return true;
    } catch (error) {
      options.signal.throwIfAborted();
      if (!isInputError(error)) throw error;
      failures.push({ source, error });
      if (several) onNote?.(`${source.name}: ${error.message}`);
      return false;
    }
  };
  for (const source of sources) {
    if (several) onNote?.(`${title}: trying ${source.name}`);
    if (await tryOne(source, several ? { leastSpeed } : {})) return;
  }
  const slow = failures.filter(({ error }) => error instanceof TooSlow).map(({ source }) => source);
  for (const source of slow) {
    onNote?.(`${title}: there is no faster source; continuing with ${source.name}`);
    if (await tryOne(source, {})) return;
  }
  if (!several) throw failures[0]!.error;
  throw new DatasetError({
    what: `no source has ${title}`,
    expected: `one of ${sources.length}`,
    got: failures.map(({ source, error }) => `${source.name}: ${shortly(error)}`).join('; '),
    remedy: `Run it again later, what has come is kept; or copy it from a folder or an address of your own: \`npx @rectified/cli datasets fetch ${name} --from FOLDER-OR-URL\``,
    cause: failures[0]!.error,
  });
}

function shortly({ details: { what, expected, got } }: InputError): string {
  const facts = [expected && `expected ${expected}`, got && `got ${got}`].filter(Boolean).join(', ');
  return facts === '' ? what : `${what} (${facts})`;
}

async function makeFrom(
  source: Source,
  made: string,
  scratch: string,
  options: Making & Pick<DownloadOptions, 'attempts' | 'wait' | 'leastSpeed'>,
): Promise<void> {
  const files: string[] = [];
  const downloads: string[] = [];
  for (const file of await source.files(options)) {
    if ('path' in file) {
      files.push(file.path);
      continue;
    }
    const local = join(scratch, downloadName(file.url));
    await download(file.url, local, { ...options, ...file });
    files.push(local);
    downloads.push(local);
  }
  try {
    await source.make(files, made, options);
  } catch (error) {
    // It came whole and is not what it should be: the next attempt must not find it again.
    if (isInputError(error)) await Promise.all(downloads.map(forget));
    throw error;
  }
}

/** The name of a download: its own, and something of its address. */
function downloadName(url: string): string {
  const name = url
    .replace(/[?#].*$/, '')
    .split('/')
    .pop()!
    .replace(/[^\w.-]/g, '_')
    .slice(-80);
  return `${createHash('sha256').update(url).digest('hex').slice(0, 8)}-${name}`;
}

async function removeDownloads(scratch: string): Promise<void> {
  for (const name of await readdir(scratch))
    if (!isClaimFile(name)) await rm(join(scratch, name), { recursive: true, force: true });
}

async function entriesOf(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}

async function refuseForeign(folder: string, { title, owns }: Wanted): Promise<void> {
  const entries = await entriesOf(folder);
  if (entries.every(owns)) return;
  throw new DatasetError({
    what: 'the folder is not empty',
    file: folder,
    expected: `nothing there yet, or the complete ${title}`,
    got: entries.slice(0, 5).join(', '),
    remedy: 'Give another folder, or remove this one',
  });
}

/** Moves a folder with damaged files of the data set out of the way, and loses nothing. */
async function moveAside(folder: string, wanted: Wanted, onNote: Options['onNote']): Promise<void> {
  await refuseForeign(folder, wanted);
  if ((await entriesOf(folder)).length === 0) return;
  for (let n = 1; ; n++) {
    const aside = `${folder}.damaged${n === 1 ? '' : `-${n}`}`;
    if ((await entriesOf(aside)).length > 0) continue;
    await rename(folder, aside);
    onNote?.(`the files that were in ${folder} are not ${wanted.title}; they are in ${aside} now`);
    return;
  }
}
