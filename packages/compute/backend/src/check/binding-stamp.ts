import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type FileHash, hashFile, writeAtomically } from '@rectified/system';
import { bindingPath, hasOwnTensorFlow, type NodePackage } from '../node-package.js';

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

/** Whether there is a stamp that is about the binding. One beside a TensorFlow that tfjs-node has brought itself is left from an earlier binding. */
export function isStamped(tfjsNode: NodePackage): boolean {
  return existsSync(bindingStamp(bindingPath(tfjsNode))) && !hasOwnTensorFlow(tfjsNode);
}

/**
 * What is wrong with a package's binding, continuing after the file's name; `undefined` if it is unchanged, or if it has no
 * stamp (tfjs-node brought it itself). Reads all of it.
 */
export async function bindingDamage(tfjsNode: NodePackage): Promise<string | undefined> {
  if (!isStamped(tfjsNode)) return undefined;
  const binding = bindingPath(tfjsNode);
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
