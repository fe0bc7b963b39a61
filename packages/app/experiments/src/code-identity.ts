import { readdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { InputError } from '@rectified/errors';
import type { CodeIdentity } from '@rectified/run-folder';
import { hashFile } from '@rectified/system';
import { importedFiles } from './imported-files.js';
import { packageOf } from './package-of.js';

/**
 * What code is made of, for a run to recognize it: of a file its text and what it imports, of an installed
 * package besides this its version and all its files. Undefined for Rectified's own, which its version tells.
 */
export async function codeIdentity(file?: string): Promise<CodeIdentity | undefined> {
  if (file === undefined) return undefined;
  const { files, packages } = await importedFiles(file);
  const named = Object.entries(files).map(([path, sha256]) => [nameOf(path, dirname(file)), sha256]);
  const imported = { files: Object.fromEntries(named.sort()), imports: packages };
  const installed = installedPackage(file);
  if (installed === undefined) return imported;
  const { root, name, version } = installed;
  // Its own files by their path in it, those of others as of any code.
  const others = named.filter(([path]) => !path!.startsWith(`node_modules/${name}/`));
  const { [name]: _, ...imports } = packages;
  return {
    package: name,
    ...(version && { version }),
    files: { ...(await hashesIn(root)), ...Object.fromEntries(others.sort()) },
    imports,
  };
}

/** The package that a file belongs to, where it was installed: it lies in a folder `node_modules`, by its name. */
function installedPackage(file: string): ReturnType<typeof packageOf> {
  const found = packageOf(file);
  return found?.root.endsWith(join(sep, 'node_modules', found.name)) ? found : undefined;
}

/** What each file was when this process loaded it. */
const loaded = new Map<string, string>();

/**
 * The same of code that this process has loaded and is about to compute with. Throws an InputError if its
 * files were changed since, of which the process, which loads a module once, knows nothing.
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

/** A file by its path from the module's folder, or in its package, wherever that is installed. */
function nameOf(path: string, folder: string): string {
  const [, installed] = /.*[\\/]node_modules[\\/](.+)$/.exec(path) ?? [];
  return installed === undefined ? pathFrom(folder, path) : `node_modules/${installed.split(sep).join('/')}`;
}

const pathFrom = (folder: string, path: string) => relative(folder, path).split(sep).join('/');
