import { join } from 'node:path';
import { checkValue, text } from '@rectified/errors';

const path = text('the path of a folder');

/** The path of what is called `name` in a folder; an `InputError` if either is no text. */
export function pathIn(folder: string, name: string): string {
  return join(checkValue('folder of a run', folder, path), checkValue('file of a run', name, text('a name')));
}
