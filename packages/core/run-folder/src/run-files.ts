import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { checkSchema, InputError } from '@rectified/errors';
import { makeFolder, sealedJson, syncPath, writeAtomically } from '@rectified/system';
import { pathIn } from './path-in.js';
import type { RunDescription, RunEnd, RunResult } from './records.js';
import { adoptRunFiles } from './run-file.js';
import { runIdOf } from './run-id.js';
import { runDescription, runResult } from './schema.js';

const sealed = (value: object) => sealedJson({ ...value, format: 2 });

/**
 * Creates the folder of a new run and writes its `run.json`, with a new id. Throws an InputError if there already is a run.
 */
export async function createRun(folder: string, description: RunDescription): Promise<void> {
  if (existsSync(pathIn(folder, 'run.json')))
    throw new InputError({
      what: 'there is already a run in this folder',
      file: folder,
      remedy: 'Resume it, or choose another folder',
    });
  await makeFolder(folder);
  const id = randomUUID();
  await adoptRunFiles(folder, id);
  await writeAtomically(
    pathIn(folder, 'run.json'),
    sealed(checkSchema(runDescription, { ...description, id, begun: undefined }, { what: 'run.json' })),
  );
}

/** Rewrites the `run.json` of a run that continues with a change: more epochs. */
export async function changeRun(folder: string, description: RunDescription): Promise<void> {
  await writeAtomically(
    pathIn(folder, 'run.json'),
    sealed(checkSchema(runDescription, description, { what: 'run.json' })),
  );
}

/** Writes `result.json`: the run has ended. */
export async function writeResult(folder: string, result: RunResult, end?: RunEnd): Promise<void> {
  const ended = {
    ...checkSchema(runResult, result, { what: 'result.json' }),
    run: runIdOf(folder),
    ...(end && { with: end }),
  };
  await writeAtomically(pathIn(folder, 'result.json'), sealed(ended));
}

/** Removes `result.json`: the run continues. */
export async function removeResult(folder: string): Promise<void> {
  await rm(pathIn(folder, 'result.json'), { force: true });
  await syncPath(folder);
}
