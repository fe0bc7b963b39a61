import { InputError } from '@rectified/errors';
import type { Run } from '@rectified/run-folder';
import { measureOf } from './paper-tables.js';

/** What runs train, and how they are measured. */
export interface Subject {
  /** Error is a share, 0 to 1; loss is log-loss in nats. */
  readonly measure: 'error' | 'loss';
  /** The measure's value for guessing without looking at the image, if known. */
  readonly guessing?: number;
  /** For people. Absent if runs have none, or several. */
  readonly titles: { readonly dataset?: string; readonly architecture?: string };
}

/**
 * What runs recorded about their dataset and network; for older runs, the measure follows from their dataset's name.
 * Throws an `InputError` if they have different measures, because these cannot share a table.
 */
export function subjectOf(runs: readonly Run[], dataset: string): Subject {
  const measures = [...new Set(runs.map(({ description }) => description.measure ?? measureOf(dataset)))];
  if (measures.length > 1)
    throw new InputError({
      what: 'some of these runs are measured by the share of wrong answers, others by log-loss',
      remedy: 'Report them separately',
    });
  const guessing = inCommon(runs.map(({ description }) => description.guessing));
  return {
    measure: measures[0]!,
    ...(guessing !== undefined && { guessing }),
    titles: {
      dataset: inCommon(runs.map(({ description }) => description.titles?.dataset)),
      architecture: inCommon(runs.map(({ description }) => description.titles?.architecture)),
    },
  };
}

/** The value that all have in common. */
function inCommon<T>(values: readonly T[]): T | undefined {
  return values.every((value) => value === values[0]) ? values[0] : undefined;
}
