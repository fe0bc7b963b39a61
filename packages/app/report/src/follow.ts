import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { callable, checkFields, checkValue, having } from '@rectified/errors';
import type { ComparisonSummary } from './comparison-summary.js';
import { given } from './given.js';

export interface FollowOptions {
  /** Stops following. */
  readonly signal: AbortSignal;
  /** Seconds between two checks. Default 2. */
  readonly every?: number;
}

/** The files that are written during a run. */
const watched = new Set(['compare.json', 'run.json', 'metrics.jsonl', 'result.json']);

/** `<study>/<comparison>/<arm>/seed-<n>`. */
const depth = 4;

/**
 * Calls `write` at once, and again whenever runs in these folders have advanced, until it returns that nothing more will come
 * or the signal aborts. Files are checked every few seconds rather than watched, because shared folders do not report changes.
 *
 * @param write returns whether more will come
 */
export async function follow(
  folders: readonly string[],
  write: () => Promise<boolean>,
  options: FollowOptions,
): Promise<void> {
  given.folders(folders);
  checkValue('what writes the report', write, callable());
  const { signal, every = 2 } = checkFields('follow', options, { signal: having('a signal', 'aborted') });
  let before: string | undefined;
  while (!signal.aborted) {
    // Checked before reading, so that changes in the meantime are read again.
    const now = (await Promise.all(folders.map((folder) => trace(folder, depth)))).join('\n');
    if (now !== before && !(await write())) return;
    before = now;
    await setTimeout(1000 * every, undefined, { signal }).catch(() => {});
  }
}

/** Sizes and times of what is watched in a folder. */
async function trace(folder: string, deep: number): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []); // it may have been moved just now
  const lines = entries
    .filter((entry) => watched.has(entry.name) || (deep > 0 && entry.isDirectory()))
    .map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return trace(path, deep - 1);
      const found = await stat(path).catch(() => undefined);
      return found === undefined ? '' : `${path} ${found.size} ${found.mtimeMs}`;
    });
  return (await Promise.all(lines)).filter(Boolean).sort().join('\n');
}

/** Of the runs of comparisons: how many have ended, and how many there are to be. A stopped run may go on. */
export function progressOf(summaries: readonly ComparisonSummary[]): { ended: number; of: number } {
  given.summaries(summaries);
  const runs = summaries.flatMap(({ arms }) => arms.flatMap((arm) => arm.runs));
  const open = runs.filter(({ status }) => status === 'running' || status === 'interrupted').length;
  const missing = summaries.reduce((sum, summary) => sum + summary.missing.length, 0);
  return { ended: runs.length - open, of: runs.length + missing };
}
