import { claimant } from '@rectified/system';
import { hasCheckpoint, knownMetrics, remedyFor } from './checkpoint.js';
import { damaged, startOver } from './damaged.js';
import { checkOwner, checkStart, metricsContent, parseMetrics } from './metrics-file.js';
import { pathIn } from './path-in.js';
import { readDescription, readResult } from './read-json.js';
import type { MetricsRecord, RunDescription, RunEnd, RunResult, RunStatus } from './records.js';
import { readList } from './run-file.js';

/** All that a run has written, but for the weights. */
export interface Run {
  readonly folder: string;
  readonly description: RunDescription;
  /** The records, in the order in which they were written. */
  readonly records: readonly MetricsRecord[];
  /** Absent while the run goes on, and where it was killed. */
  readonly result?: RunResult;
  /** The result's. Without one: `running` where a living process writes the run, else `interrupted`. */
  readonly status: RunStatus;
}

/**
 * Reads a run folder, also of a run that goes on or was killed. Throws an InputError if the folder is not a run's, a
 * file is broken or another run's, the checkpoint of an unfinished run is lost, or a newer version wrote it.
 *
 * @example
 * const { status, records } = await readRun('runs/a');
 * records.filter((record) => record.type === 'epoch').map(({ test }) => test?.error);
 */
export async function readRun(folder: string): Promise<Run> {
  const description = await readDescription(folder);
  const { result, end } = (await readResult(folder)) ?? {};
  if (description.begun && result === undefined && !hasCheckpoint(folder)) throw await lost(folder);
  await readList(folder); // Throws where it is another run's.
  const records = await readMetrics(folder, { hashed: description.format > 1, end });
  const status = result?.status ?? ((await claimant(folder)) === undefined ? 'interrupted' : 'running');
  return { folder, description, records, ...(result && { result }), status };
}

/** What was trained is gone: to begin anew by itself would hide that. */
async function lost(folder: string): Promise<Error> {
  const what = 'is missing, though the run has saved one';
  return damaged({ file: pathIn(folder, 'checkpoint'), what }, await remedyFor(folder));
}

/** The records, checked against what a checkpoint and the result know of them. */
async function readMetrics(
  folder: string,
  { hashed, end }: { hashed: boolean; end?: RunEnd },
): Promise<MetricsRecord[]> {
  // Before the records, since a run that goes on writes them before the checkpoint that knows them.
  const known = [await knownMetrics(folder), end?.metrics];
  const content = await metricsContent(folder);
  checkOwner(folder, content);
  for (const part of known) if (part !== undefined) checkStart(folder, part, content);
  const extra = (content?.length ?? 0) - (end?.metrics.size ?? Number.POSITIVE_INFINITY);
  if (extra > 0)
    throw damaged(
      { file: pathIn(folder, 'metrics.jsonl'), what: `has ${extra} bytes more than the run wrote` },
      startOver,
    );
  return parseMetrics(folder, content, { hashed });
}
