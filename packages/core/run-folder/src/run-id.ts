import { existsSync, readFileSync } from 'node:fs';
import { InputError } from '@rectified/errors';
import { checkRegular, fileError } from '@rectified/system';
import { checkSealed } from './check-sealed.js';
import { startOver } from './damaged.js';
import { parseJson } from './parse-json.js';
import { pathIn } from './path-in.js';
import { runDescription } from './schema.js';

/** The id of the run in a folder; undefined if there is no run, or one from before ids existed. */
export function runIdOf(folder: string): string | undefined {
  const file = pathIn(folder, 'run.json');
  if (!existsSync(file)) return undefined;
  try {
    checkRegular(file);
    const text = readFileSync(file, 'utf8');
    checkSealed(text, file, startOver);
    return parseJson(runDescription, text, file, { remedy: startOver }).id;
  } catch (error) {
    throw fileError(error, file);
  }
}

/** Throws an InputError if part of a run has the id of another one, or has an id while the run has none. */
export function checkOwn(file: string, part: string | undefined, run: string | undefined): void {
  if (part === run) return;
  throw new InputError({
    what:
      part === undefined ? 'belongs to a run of an older version, without an id' : `belongs to run ${part}`,
    expected: run === undefined ? 'a part of this run, which has no id' : `a part of this run, ${run}`,
    file,
    remedy:
      'Restore the file that this run wrote, or use the folder it was copied from, whose run.json has its id',
  });
}
