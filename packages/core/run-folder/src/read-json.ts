import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { InputError } from '@rectified/errors';
import { checkRegular, fileError } from '@rectified/system';
import type { z } from 'zod';
import { checkSealed } from './check-sealed.js';
import { startOver } from './damaged.js';
import { parseJson } from './parse-json.js';
import { pathIn } from './path-in.js';
import type { RunDescription, RunEnd, RunResult } from './records.js';
import { checkOwn, runIdOf } from './run-id.js';
import { endedRun, runDescription } from './schema.js';

/** A run's `run.json`. Throws an InputError if the folder is not a run's, or if the file is not what was written. */
export async function readDescription(folder: string): Promise<RunDescription> {
  if (existsSync(pathIn(folder, 'run.json'))) return read(folder, 'run.json', runDescription, startOver);
  throw new InputError({
    what: existsSync(folder) ? 'not the folder of a run' : 'no such folder',
    expected: 'a folder with a run.json, as written by `npx @rectified/cli train --out`',
    file: folder,
  });
}

/**
 * A run's `result.json` and what the run ended with; undefined if it has none. Throws an InputError if it is not
 * what was written or belongs to another run.
 */
export async function readResult(folder: string): Promise<{ result: RunResult; end?: RunEnd } | undefined> {
  const remedy = 'Restore it from a copy, or delete it: the run then continues from its last checkpoint';
  if (!existsSync(pathIn(folder, 'result.json'))) return undefined;
  const { with: end, run, ...result } = await read(folder, 'result.json', endedRun, remedy);
  checkOwn(pathIn(folder, 'result.json'), run, runIdOf(folder));
  return { result, ...(end && { end }) };
}

async function read<T>(folder: string, name: string, schema: z.ZodType<T>, remedy: string): Promise<T> {
  const file = pathIn(folder, name);
  try {
    checkRegular(file);
    const text = await readFile(file, 'utf8');
    checkSealed(text, file, remedy);
    const { sha256: _, ...value } = parseJson(schema, text, file, { remedy }) as T & { sha256?: string };
    return value as T;
  } catch (error) {
    throw fileError(error, file);
  }
}
