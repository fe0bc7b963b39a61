import { readdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { InputError } from '@rectified/errors';
import type { CodeIdentity } from '@rectified/run-folder';
import { hashFile } from '@rectified/system';
import { importedFiles } from './imported-files.js';
import { packageOf } from './package-of.js';

/**
 * Identifies code so that a run can recognize it: for a file, its text and its imports; for an installed
 * package, also its version and all its files. Undefined for Rectified's own code, which its version identifies.
 */
export async function codeIdentity(file?: string): Promise<CodeIdentity | undefined> {
  if (file === undefined) return undefined;
  const { files, packages } = await importedFiles(file);
  const named = Object.entries(files).map(([path, sha256]) => [nameOf(path, dirname(file)), sha256]);
  const imported = { files: Object.fromEntries(named.sort()), imports: packages };
  const installed = installedPackage(file);
  if (installed === undefined) return imported;
  const { root, name, version } = installed;
  // Its own files by their path inside it, and other files like any code.
  const others = named.filter(([path]) => !path!.startsWith(`node_modules/${name}/`));
  const { [name]: _, ...imports } = packages;
  return {
    package: name,
    ...(version && { version }),
    files: { ...(await hashesIn(root)), ...Object.fromEntries(others.sort()) },
    imports,
  };
}

/** The package that a file belongs to, if it was installed: it is in a folder of that name inside `node_modules`. */
function installedPackage(file: string): ReturnType<typeof packageOf> {
  const found = packageOf(file);
  return found?.root.endsWith(join(sep, 'node_modules', found.name)) ? found : undefined;
}

/** The state of each file when this process loaded it. */
const loaded = new Map<string, string>();

/**
 * Notes the state of code that this process has just loaded for the first time. What is edited later, as while images are being read, is not
 * what it computes with. After loading, not before: the code may name a file that it writes as it is loaded, such as a log.
 */
export async function noteIdentity(file: string): Promise<void> {
  if (loaded.has(file)) return;
  const identity = await codeIdentity(file).catch(() => undefined); // What cannot be read is reported where it is needed.
  if (identity !== undefined) loaded.set(file, JSON.stringify(identity));
}

/**
 * The same for code that this process has loaded and is about to compute with. Throws an InputError if its
 * files have changed since, because a process loads a module only once and would not notice.
 */
export async function loadedIdentity(file?: string): Promise<CodeIdentity | undefined> {
  const identity = await codeIdentity(file);
  if (file === undefined || identity === undefined) return undefined;
  const text = JSON.stringify(identity);
  const before = loaded.get(file) ?? text;
  loaded.set(file, before);
  if (before === text) return identity;
  throw new InputError({
    what: 'has changed since this process loaded it',
    file,
    remedy: 'Start a new process, which loads it as it is now',
  });
}

async function hashesIn(root: string): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  const walk = async (folder: string) => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && entry.name !== 'node_modules') await walk(path);
      else if (entry.isFile()) hashes[pathFrom(root, path)] = (await hashFile(path)).sha256;
    }
  };
  await walk(root);
  return Object.fromEntries(Object.entries(hashes).sort());
}

/** The path of a file relative to the module's folder or, wherever it is installed, to its package. */
function nameOf(path: string, folder: string): string {
  const [, installed] = /.*[\\/]node_modules[\\/](.+)$/.exec(path) ?? [];
  return installed === undefined ? pathFrom(folder, path) : `node_modules/${installed.split(sep).join('/')}`;
}

const pathFrom = (folder: string, path: string) => relative(folder, path).split(sep).join('/');
