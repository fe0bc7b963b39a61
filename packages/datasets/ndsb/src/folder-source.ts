import { createHash, type Hash } from 'node:crypto';
import { realpathSync, type Stats, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError } from '@rectified/dataset';
import { type ImageFile, isClutter, type Source, tooLarge } from './source.js';

/** The files in `folder` and in the folders below it. */
export async function folderSource(folder: string): Promise<Source> {
  const found: Found[] = [];
  const state = createHash('sha256');
  try {
    await list({ root: folder, found, state }, '', [realpathSync(folder)]);
  } catch (cause) {
    throw cause instanceof DatasetError ? cause : unreadable(cause as Error, folder);
  }
  return {
    path: folder,
    state: state.digest('hex'),
    count: found.length,
    async *files() {
      for (const { path, fault } of found)
        yield fault === undefined ? await read(folder, path) : { path, bytes: new Uint8Array(), fault };
    },
  };
}

/** A file, or what is in its place. */
interface Found {
  readonly path: string;
  readonly fault?: string;
}

interface Listing {
  readonly root: string;
  readonly found: Found[];
  readonly state: Hash;
}

/**
 * Adds the contents of `folder` (relative to the root, with a trailing slash) to the listing. `above` contains its parent folders
 * and itself, with links resolved.
 */
async function list(listing: Listing, folder: string, above: readonly string[]): Promise<void> {
  const { root } = listing;
  const names = await readdir(join(root, folder), { encoding: 'buffer' }).catch((cause) => {
    if (folder === '') throw cause;
    reject(listing, folder, faultOf(cause, join(root, folder)));
  });
  for (const bytes of (names ?? []).sort(Buffer.compare)) {
    const name = decode(bytes);
    const path = folder + (name ?? escaped(bytes));
    if (isClutter(path)) continue;
    if (name === undefined) reject(listing, path, 'its name is not UTF-8');
    else await add(listing, path, above);
  }
}

async function add(listing: Listing, path: string, above: readonly string[]): Promise<void> {
  const { root, found, state } = listing;
  const file = `${root}/${path}`;
  let stats: Stats;
  try {
    // Ten times as fast as the asynchronous function, for files that the system has just listed.
    stats = statSync(file);
  } catch (cause) {
    return reject(listing, path, faultOf(cause, file));
  }
  if (stats.isDirectory()) {
    const real = realpathSync(file);
    if (above.includes(real)) reject(listing, `${path}/`, 'a link to a folder that contains it');
    else await list(listing, `${path}/`, [...above, real]);
    return;
  }
  const fault = stats.isFile() ? tooLarge(stats.size) : kindOf(stats);
  if (fault !== undefined) return reject(listing, path, fault);
  found.push({ path });
  state.update(`${path}\0${stats.size}\0${stats.mtimeMs}\0${stats.ctimeMs}\n`);
}

function reject({ found, state }: Listing, path: string, fault: string): void {
  found.push({ path, fault });
  state.update(`${path}\0${fault}\n`);
}

async function read(folder: string, path: string): Promise<ImageFile> {
  const file = join(folder, path);
  try {
    return { path, bytes: await readFile(file) };
  } catch (cause) {
    return { path, bytes: new Uint8Array(), fault: faultOf(cause, file) };
  }
}

/** Things that are never opened: a pipe would wait for a writer. */
function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return 'a pipe, not a file';
  if (stats.isSocket()) return 'a socket, not a file';
  return 'a device, not a file';
}

/** What is permanently wrong with a file; any other error is thrown, because another attempt may succeed. */
function faultOf(cause: unknown, file: string): string {
  const { code } = cause as NodeJS.ErrnoException;
  const fault = code === undefined ? undefined : lasting[code];
  if (fault !== undefined) return fault;
  throw unreadable(cause as Error, file);
}

function unreadable(cause: Error, file: string): DatasetError {
  const { message } = cause;
  return new DatasetError({
    what: 'cannot be read',
    file,
    got: message,
    remedy: 'Check its permissions and its disk',
    cause,
  });
}

const lasting: Readonly<Record<string, string>> = {
  ENOENT: 'a link that leads nowhere',
  ENOTDIR: 'a link that leads nowhere',
  ELOOP: 'a link that leads to itself',
  EACCES: 'no read permission',
  EPERM: 'no read permission',
  ENAMETOOLONG: 'its name is too long',
};

/** A name as text; `undefined` if it is not UTF-8. */
function decode(name: Buffer): string | undefined {
  try {
    return utf8.decode(name);
  } catch {
    return undefined;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A name that is not UTF-8, with the invalid bytes as `\xff`. */
function escaped(name: Buffer): string {
  return Array.from(name, (byte) =>
    byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16)}`,
  ).join('');
}
