import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '@rectified/errors';
import { damaged, type Run, type RunDescription, type RunIdentity, startOver } from '@rectified/run-folder';
import {
  checkSameConfig,
  checkSameIdentity,
  decisiveThreads,
  softwareDifferences,
} from './check-same-run.js';
import { engineSoFar } from './engine-of-run.js';
import type { ExperimentConfig } from './experiment-config.js';
import { keptComputing } from './kept-computing.js';
import { checkWholeRun, hasRun } from './repair-run.js';
import type { RunOutcome } from './run-outcome.js';
import { softwareOf } from './software-of.js';

/**
 * The run in `folder`, if there is one. Another configuration is an `InputError`, and so is a file that is not what was
 * written.
 */
export async function runIn(folder: string, config: ExperimentConfig): Promise<Run | undefined> {
  const file = join(folder, 'run.json');
  if (!existsSync(file)) {
    if (hasRun(folder)) throw damaged({ file, what: 'is missing' }, startOver);
    return undefined;
  }
  const run = await checkWholeRun(folder);
  const { description } = run;
  checkSameConfig(folder, description.config, config);
  const { name: backend, kernels } = description.backend;
  keptComputing(folder, { backend, kernels, engine: engineSoFar(description) }, config);
  return run;
}

/** How a run has ended; `undefined` if it is to continue. */
export function outcomeOf(
  { description, result }: Run,
  { epochs }: Pick<ExperimentConfig, 'epochs'>,
): RunOutcome | undefined {
  if (result === undefined || result.status === 'interrupted') return undefined;
  if (result.status === 'finished' && epochs > Number(description.config.epochs)) return undefined;
  return { result, backend: description.backend, kept: true };
}

/** Throws an `InputError` unless a run was made of the same activation and images, as far as it has recorded them. */
export function checkMaking({ folder, description, result }: Run, identity: RunIdentity): void {
  const { identity: recorded } = description;
  if (recorded !== undefined) checkSameIdentity(folder, recorded, identity);
  else if (result === undefined || result.status === 'interrupted' || identity.activation !== undefined)
    throw new InputError({
      what: 'the run was made by a version that did not record what it was made of, so it cannot be compared with this one',
      file: folder,
      remedy: 'Start a new run in another folder; the old one can still be reported and evaluated',
    });
}

/** Messages about runs that are kept although the software has changed. */
export function otherSoftware(runs: readonly Run[], config: ExperimentConfig): string[] {
  if (runs.length === 0) return []; // The software need not be read.
  const { versions, hashes } = softwareOf(config);
  const now = { versions: withoutTensorFlow(versions), hashes };
  const folders = new Map<string, string[]>();
  for (const { folder, description } of runs) {
    const { versions, backend } = description;
    const before = { ...description, versions: withoutTensorFlow(versions) };
    const differences = softwareDifferences(before, { ...now, backend });
    const list = differences.map(({ what, recorded, now }) => `${what} ${recorded}, now ${now}`).join('; ');
    if (list !== '') folders.set(list, [...(folders.get(list) ?? []), folder]);
  }
  return [...folders].map(([list, [first, ...others]]) =>
    others.length === 0
      ? `${first} is kept, although it was made with other software: ${list}`
      : `${first} and ${others.length} more are kept, although they were made with other software: ${list}`,
  );
}

/** It is only known if a backend has been loaded. */
function withoutTensorFlow({ tensorflow: _, ...versions }: RunDescription['versions']) {
  return versions;
}

/** If the number of threads affects how sums are rounded, a run continues with its own, whatever `--jobs` would give it. */
export function keepThreads({ backend }: RunDescription): void {
  const threads = decisiveThreads(backend);
  if (threads !== undefined) process.env.RECTIFIED_THREADS = String(threads);
}
