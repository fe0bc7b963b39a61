import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { checkRegular } from './check-regular.js';
import { type FileHash, hashFile } from './hash-file.js';
import { isAsSealed, sealedJson } from './sealed-json.js';
import { writeAtomically } from './write-atomically.js';

/** The file that contains the hashes of all others in its folder; it is written last. */
export const SEAL = 'seal.json';

interface Seal {
  readonly format: 1;
  /** Hashes by path within the folder, with `/` between the parts. */
  readonly files: Readonly<Record<string, FileHash>>;
}

/** What is wrong with a sealed folder. */
export interface Damage {
  /** Path of the damaged file. */
  readonly file: string;
  /** `is missing`, `has 12 bytes instead of 100`, `has other content`: continues after the file's name. */
  readonly what: string;
}

/** Records the size and hash of every file in a complete folder, in its {@link SEAL}. */
export async function seal(folder: string): Promise<void> {
  const files: Record<string, FileHash> = {};
  for (const name of await filesIn(folder)) files[name] = await hashFile(join(folder, name));
  await writeAtomically(join(folder, SEAL), sealedJson({ format: 1, files } satisfies Seal));
}

/**
 * Compares a folder with its seal and returns the first difference: a file that is missing, truncated or changed, even by one
 * bit, or a seal that is missing or cannot be read. `undefined` if everything is as it was sealed. Files added
 * later are ignored.
 */
export async function damageOf(folder: string): Promise<Damage | undefined> {
  const sealed = join(folder, SEAL);
  let recorded: Seal;
  try {
    checkRegular(sealed);
    const text = await readFile(sealed, 'utf8');
    recorded = JSON.parse(text) as Seal;
    if (isAsSealed(text) !== true) return { file: sealed, what: 'differs from what was written' };
    if (recorded.format !== 1 || typeof recorded.files !== 'object') throw new SyntaxError();
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return { file: sealed, what: missing ? 'is missing' : 'cannot be read' };
  }
  for (const [name, { size, sha256 }] of Object.entries(recorded.files)) {
    const file = join(folder, name);
    const found = await hashFile(file).catch((error: NodeJS.ErrnoException) => error);
    if (found instanceof Error)
      return { file, what: found.code === 'ENOENT' ? 'is missing' : `cannot be read (${found.message})` };
    if (found.size !== size) return { file, what: `has ${found.size} bytes instead of ${size}` };
    if (found.sha256 !== sha256) return { file, what: 'differs from what was written' };
  }
  return undefined;
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((name) => name !== SEAL)
    .sort();
}
