import { readFile } from 'node:fs/promises';
import { type FileHash, hashFile, writeAtomically } from '@rectified/system';

/** Stored beside the binding in `node_modules`: identifies what was installed there. */
interface Stamp extends FileHash {
  readonly format: 1;
}

export function bindingStamp(binding: string): string {
  return binding.replace(/\.node$/, '.stamp.json');
}

/** Records what the binding is: a copy of `original`. */
export async function stampBinding(binding: string, original: string): Promise<void> {
  const content: Stamp = { format: 1, ...(await hashFile(original)) };
  await writeAtomically(bindingStamp(binding), `${JSON.stringify(content)}\n`);
}

/**
 * What is wrong with a binding, continuing after the file's name; `undefined` if it is unchanged, or if there is no
 * stamp (tfjs-node brought it itself). Reads all of it.
 */
export async function bindingDamage(binding: string): Promise<string | undefined> {
  let stamp: Stamp;
  try {
    stamp = JSON.parse(await readFile(bindingStamp(binding), 'utf8')) as Stamp;
    if (stamp.format !== 1) throw new SyntaxError();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : 'has a stamp that cannot be read';
  }
  const found = await hashFile(binding).catch((error: Error) => error);
  if (found instanceof Error) return `cannot be read (${found.message})`;
  if (found.size !== stamp.size) return `has ${found.size} bytes instead of ${stamp.size}`;
  return found.sha256 === stamp.sha256 ? undefined : 'differs from what was written';
}
