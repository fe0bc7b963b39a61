import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '@rectified/errors';

/** Throws an `InputError` if a folder is not the root of a workspace of Rectified. */
export function checkWorkspace(folder: string): void {
  if (['packages/activations', '.changeset'].every((part) => existsSync(join(folder, part)))) return;
  throw new InputError({
    what: 'no workspace of Rectified',
    file: folder,
    expected: 'packages/activations and .changeset in it',
    remedy: 'Name the root of a clone',
  });
}
