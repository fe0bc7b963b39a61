import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isInputError } from '@rectified/errors';
import { type RunDescription, readDescription } from '@rectified/run-folder';
import type { FirstBackend } from './backend-of-run.js';
import { runsBegun } from './comparison-file.js';

/** What the first run of the comparison in a folder computed on; undefined if none has begun. */
export async function firstBackend(comparison: string): Promise<FirstBackend | undefined> {
  const file = join(comparison, 'compare.json');
  if (!existsSync(file)) return undefined;
  let first: RunDescription | undefined;
  for (const folder of await runsBegun(file)) {
    const run = await readDescription(folder).catch((error: unknown) => {
      if (!isInputError(error)) throw error;
      return undefined; // Damaged: whoever opens the run says so.
    });
    if (run !== undefined && (first === undefined || run.created < first.created)) first = run;
  }
  return first && { comparison, ...first.backend };
}
