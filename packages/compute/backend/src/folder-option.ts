import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { InputError } from '@rectified/errors';

/**
 * The whole path of a folder that an option names. It must exist, except for a cache, which is made when it is needed: from a
 * folder that does not exist, Node would go on to look for packages in those above it.
 */
export function folderOption(option: 'project' | 'cache', path: string): string {
  const there = existsSync(path);
  const usable = there ? statSync(path).isDirectory() : option === 'cache';
  if (usable) return resolve(path);
  throw new InputError({
    what: `the option \`${option}\` must be a folder`,
    got: there ? 'a file' : 'nothing there',
    file: resolve(path),
  });
}
