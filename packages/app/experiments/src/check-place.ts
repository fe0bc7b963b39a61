import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { InputError } from '@rectified/errors';

/** Throws an `InputError` if results would be written into the folder, or the archive, with the images. */
export function checkPlace(out: string, data: string | undefined): void {
  if (data === undefined || !isInside(real(out), real(data))) return;
  throw new InputError({
    what: 'the results would be written among the images',
    file: out,
    expected: `a place outside ${data}`,
    remedy: 'Choose another one: --out',
  });
}

/** Throws an `InputError` if a folder that is to be renamed contains the images. */
export function checkSpared(folder: string, data: string | undefined): void {
  if (data === undefined || !isInside(real(data), real(folder))) return;
  throw new InputError({
    what: 'the images are in this folder, and would be moved away with it',
    file: folder,
    remedy: 'Choose another folder for the run, or move the images',
  });
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && resolve(folder, way) === path;
}

/** Resolves links, even if the last parts of the path do not exist yet. */
function real(path: string): string {
  const whole = resolve(path);
  if (existsSync(whole) || dirname(whole) === whole) return existsSync(whole) ? realpathSync(whole) : whole;
  return join(real(dirname(whole)), basename(whole));
}
