import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@rectified/errors';
import { fileError } from '@rectified/system';
import type { z } from 'zod';
import { claimant } from './claim-run.js';
import { readMetrics } from './metrics-file.js';
import { parseJson } from './parse-json.js';
import type { MetricsRecord, RunDescription, RunResult, RunStatus } from './records.js';
import { runDescription, runResult } from './schema.js';

/** All that a run has written, but for the weights. */
export interface Run {
  readonly folder: string;
  readonly description: RunDescription;
  /** In the order of writing. */
  readonly records: readonly MetricsRecord[];
  /** Absent while the run goes on, and where it was killed. */
  readonly result?: RunResult;
  /** The result's. Without one: `running` where a living process writes the run, else `interrupted`. */
  readonly status: RunStatus;
}

/**
 * Reads a run folder, also of a run that goes on or was killed. Throws an InputError where the folder is not a run's, a
 * file is broken, or a newer version wrote it.
 *
 * @example
 * const { status, records } = await readRun('runs/a');
 * records.filter((record) => record.type === 'epoch').map(({ test }) => test?.error);
 */
export async function readRun(folder: string): Promise<Run> {
  if (!existsSync(join(folder, 'run.json')))
    throw new InputError({
      what: existsSync(folder) ? 'not the folder of a run' : 'no such folder',
      expected: 'a folder with a run.json, as `rectified train --out` writes it',
      file: folder,
    });
  const description = await read(folder, 'run.json', runDescription);
  const records = await readMetrics(folder);
  const result = existsSync(join(folder, 'result.json'))
    ? await read(folder, 'result.json', runResult)
    : undefined;
  const status = result?.status ?? (claimant(folder) === undefined ? 'interrupted' : 'running');
  return { folder, description, records, ...(result && { result }), status };
}

async function read<T>(folder: string, name: string, schema: z.ZodType<T>): Promise<T> {
  const file = join(folder, name);
  try {
    return parseJson(schema, await readFile(file, 'utf8'), file);
  } catch (error) {
    throw fileError(error, file);
  }
}
