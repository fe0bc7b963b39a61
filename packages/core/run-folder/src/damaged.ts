import { checkFields, InputError, text } from '@rectified/errors';
import type { Damage } from '@rectified/system';

/** The error about a file of a run that is not what was written. */
export function damaged(damage: Damage, remedy: string): InputError {
  const { file, what } = checkFields('damage', damage, { file: text('a path'), what: text('what it is') });
  return new InputError({ what: `damaged: it ${what}`, file, remedy });
}

/** What to do if there is nothing left to continue from. */
export const startOver =
  'Restore it from a copy, or start the run over: `--start-over` keeps the existing files under another name';
