import { join } from 'node:path';
import { checkValue, text } from '@rectified/errors';

const path = text('the path of a folder');

/** The path of the entry `name` in a folder; throws an `InputError` if either is not a string. */
export function pathIn(folder: string, name: string): string {
  return join(checkValue('folder of a run', folder, path), checkValue('file of a run', name, text('a name')));
}
