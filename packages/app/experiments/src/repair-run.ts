import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isInputError } from '@rectified/errors';
import {
  checkRunFiles,
  claimRun,
  goBack,
  hasCheckpoint,
  readCheckpoint,
  readRun,
  setAside,
} from '@rectified/run-folder';

/**
 * What to do with an existing run, only on request: continue from the checkpoint before the last if a file is
 * damaged, or start over and keep the existing files under another name.
 */
export type Repair = 'go-back' | 'start-over';

/** Repairs the run in `folder`, and returns a message about what was done; undefined if there was nothing to do. */
export async function repairRun(folder: string, repair: Repair): Promise<string | undefined> {
  if (repair === 'start-over') {
    if (!hasRun(folder)) return undefined;
    return `${folder} starts over; the existing files are kept as ${await setAside(folder)}`;
  }
  if (!hasRun(folder) || (await damageOfRun(folder)) === undefined) return undefined;
  const claim = await claimRun(folder);
  try {
    await goBack(folder);
  } finally {
    await claim.release();
  }
  return `${folder} continues from the checkpoint before the last; the last one is kept as checkpoint.damaged`;
}

/** Whether a folder contains a run, or the remains of one. */
export function hasRun(folder: string): boolean {
  return (
    hasCheckpoint(folder) ||
    ['run.json', 'metrics.jsonl', 'result.json', 'checkpoint.previous'].some((name) =>
      existsSync(join(folder, name)),
    )
  );
}

/** What prevents a run from being continued or kept; undefined if all its files are what was written. */
export async function damageOfRun(folder: string): Promise<Error | undefined> {
  try {
    await checkWholeRun(folder);
    return undefined;
  } catch (error) {
    if (isInputError(error)) return error;
    throw error;
  }
}

/** The run in a folder; throws an `InputError` if any of its files is not what was written. */
export async function checkWholeRun(folder: string) {
  const run = await readRun(folder);
  await checkRunFiles(folder);
  await readCheckpoint(folder);
  return run;
}
