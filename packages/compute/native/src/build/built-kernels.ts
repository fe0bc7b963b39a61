import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type FileHash, hashBytes, writeAtomically } from '@rectified/system';
import { kernelsKey } from './kernels-key.js';

/** Compiled kernels in the cache that were loaded once and have not changed since. */
export interface BuiltKernels extends FileHash {
  readonly path: string;
  /** The compiler that made them. */
  readonly compiler: string;
}

/** `native-<key>.json`. The name of the kernels' file contains their hash, so no two processes write to the same file. */
interface Stamp extends FileHash {
  readonly format: 1;
  readonly file: string;
  readonly compiler: string;
}

/** What is wrong with kernels that were built. */
export interface DamagedKernels {
  readonly file: string;
  /** Continues the file's name: `differs from what was written`. */
  readonly damage: string;
}

/** The file in the cache that names the kernels for a version of TensorFlow; it is written last. */
export function stampFile(cache: string, tensorflow: string): string {
  return join(cache, `native-${kernelsKey(tensorflow)}.json`);
}

/** The file that names the row function compiled from a printed text, for the kernels of a stamp; it is written last. */
export function rowFunctionStamp(stamp: string, hash: string): string {
  return join(dirname(stamp), `row-${hash}-${basename(stamp).replace('native-', '')}`);
}

/** The file name of kernels with this hash. */
export function kernelsFile(stamp: string, { sha256 }: FileHash): string {
  return `${basename(stamp, '.json')}-${sha256.slice(0, 16)}.node`;
}

export async function stampKernels(stamp: string, built: BuiltKernels): Promise<void> {
  await writeAtomically(stamp, stampText(built));
}

/** The content of a stamp. */
export function stampText({ path, size, sha256, compiler }: BuiltKernels): string {
  const content: Stamp = { format: 1, file: basename(path), size, sha256, compiler };
  return `${JSON.stringify(content, null, 1)}\n`;
}

/**
 * Finds the kernels of a stamp and compares every byte with its hash, which takes a millisecond. `undefined` if none were built.
 */
export function findKernels(stamp: string): BuiltKernels | DamagedKernels | undefined {
  const recorded = readStamp(stamp);
  if (recorded === undefined || 'damage' in recorded) return recorded;
  const { file: name, size, sha256, compiler } = recorded;
  const path = join(stamp, '..', name);
  const content = readKernels(path);
  if (content === undefined) {
    // Another process may just have rebuilt them and removed the old ones.
    const now = readStamp(stamp);
    if (now && 'file' in now && now.file !== name) return findKernels(stamp);
    return { file: path, damage: 'is missing or cannot be read' };
  }
  const found = hashBytes(content);
  if (found.size !== size) return { file: path, damage: `has ${found.size} bytes instead of ${size}` };
  if (found.sha256 !== sha256) return { file: path, damage: 'differs from what was written' };
  return { path, size, sha256, compiler };
}

/** All kernels in a cache, intact or damaged. */
export function inspectKernels(
  cache: string,
): ({ readonly file: string; readonly damage?: undefined } | DamagedKernels)[] {
  return stampsIn(cache).flatMap((stamp) => {
    const found = findKernels(stamp);
    return found === undefined ? [] : 'damage' in found ? [found] : [{ file: found.path }];
  });
}

const STAMP = /^(native|row-[0-9a-f]{24})-[0-9a-f]{16}\.json$/;
const KERNELS = /^(native|row-[0-9a-f]{24})-[0-9a-f]{16}-[0-9a-f]{16}\.node$/;

/** Whether a file of the cache with this name is one of this package: kernels or a row function, or the stamp of either. */
export function isKernelsName(name: string): boolean {
  return STAMP.test(name) || KERNELS.test(name);
}

/** All stamps in a cache, of kernels and row functions, for any TensorFlow, sources and processor. */
export function stampsIn(cache: string): string[] {
  return namesIn(cache)
    .filter((name) => STAMP.test(name))
    .map((name) => join(cache, name));
}

/** The files of kernels that a stamp has named, or was about to name. */
export function kernelsOf(stamp: string): string[] {
  const prefix = `${basename(stamp, '.json')}-`;
  return namesIn(join(stamp, '..'))
    .filter((name) => name.startsWith(prefix) && KERNELS.test(name))
    .map((name) => join(stamp, '..', name));
}

/** Of the files, not of folders. */
function namesIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  } catch {
    return [];
  }
}

function readStamp(stamp: string): Stamp | DamagedKernels | undefined {
  try {
    const read = JSON.parse(readFileSync(stamp, 'utf8')) as Stamp;
    const known = read.format === 1 && typeof read.sha256 === 'string' && basename(read.file) === read.file;
    if (known) return read;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
  }
  return { file: stamp, damage: 'cannot be read' };
}

function readKernels(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
