import { claimant } from '@rectified/system';
import { hasCheckpoint, knownMetrics, remedyFor } from './checkpoint.js';
import { damaged, startOver } from './damaged.js';
import { checkOwner, checkStart, metricsContent, parseMetrics } from './metrics-file.js';
import { pathIn } from './path-in.js';
import { readDescription, readResult } from './read-json.js';
import type { MetricsRecord, RunDescription, RunEnd, RunResult, RunStatus } from './records.js';
import { readList } from './run-file.js';

/** Everything a run has written except the weights. */
export interface Run {
  readonly folder: string;
  readonly description: RunDescription;
  /** The records, in the order in which they were written. */
  readonly records: readonly MetricsRecord[];
  /** Absent while the run continues, and if it was killed. */
  readonly result?: RunResult;
  /** The result's status. Without a result: `running` if a living process is writing the run, otherwise `interrupted`. */
  readonly status: RunStatus;
}

/**
 * Reads a run folder, including that of a running or killed run. Throws an InputError if the folder is not a run's, a
 * file is damaged or belongs to another run, the checkpoint of an unfinished run is lost, or a newer version wrote it.
 *
 * @example
 * const { status, records } = await readRun('runs/a');
 * records.filter((record) => record.type === 'epoch').map(({ test }) => test?.error);
 */
export async function readRun(folder: string): Promise<Run> {
  const description = await readDescription(folder);
  const { result, end } = (await readResult(folder)) ?? {};
  if (description.begun && result === undefined && !hasCheckpoint(folder)) throw await lost(folder);
  await readList(folder); // Throws if it belongs to another run.
  const records = await readMetrics(folder, { hashed: description.format > 1, end });
  const status = result?.status ?? ((await claimant(folder)) === undefined ? 'interrupted' : 'running');
  return { folder, description, records, ...(result && { result }), status };
}

/** The training progress is gone, and silently starting over would hide that. */
async function lost(folder: string): Promise<Error> {
  const what = 'is missing, although the run has saved one';
  return damaged({ file: pathIn(folder, 'checkpoint'), what }, await remedyFor(folder));
}

/** The records, checked against the checkpoint and the result. */
async function readMetrics(
  folder: string,
  { hashed, end }: { hashed: boolean; end?: RunEnd },
): Promise<MetricsRecord[]> {
  // Read before the records, because a running process writes records before the checkpoint that covers them.
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
