import { checkOptions, InputError, unknownName } from '@rectified/errors';
import { type Summary, summarize } from '@rectified/metrics';
import type { EpochRecord, Run } from '@rectified/run-folder';
import { cautions } from './cautions.js';
import { type Chance, chanceOf } from './chance.js';
import { claims } from './claims.js';
import type { ArmSummary, ComparisonSummary, MissingRun, RunSummary } from './comparison-summary.js';
import { differences } from './differences.js';
import { given } from './given.js';
import { type PaperTable, paperTable } from './paper-tables.js';
import { armOf, seedOf } from './read-comparison.js';
import { subjectOf } from './subject-of.js';
import { testImagesOf } from './unlike-the-paper.js';
import { withoutEmptyInterval } from './without-empty-interval.js';

export interface SummarizeOptions {
  /** Default: relu, or the first arm where there is no relu. */
  baseline?: string;
  /** The missing runs, as `readComparison` returns them. */
  missing?: readonly MissingRun[];
  /** Titles by activation, as `readComparison` returns them. */
  titles?: Readonly<Record<string, string>>;
  /**
   * The smallest difference that would matter, if it was fixed before the runs. Otherwise: 0.005 (half a point, about
   * the effect of another seed) for an error, none for a loss.
   */
  margin?: number;
}

/**
 * Each activation's result over its seeds, and its difference from the baseline.
 *
 * Only finished runs count; the others are listed in `cautions`. Throws an `InputError` if two runs have the same
 * activation and seed, because the second would not be independent evidence.
 *
 * @example
 * const { runs, titles } = await readComparison('runs/table3');
 * const { arms, cautions } = summarizeArms(runs, { titles });
 */
export function summarizeArms(runs: readonly Run[], options: SummarizeOptions = {}): ComparisonSummary {
  given.runs(runs);
  checkOptions('summarizeArms', options, ['baseline', 'titles', 'margin', 'missing']);
  if (runs.length === 0) throw new InputError({ what: 'no runs to summarize', expected: 'at least one' });
  const byArm = groupBy(runs, armOf);
  const baseline = chooseBaseline([...byArm.keys()], options.baseline);
  const config = common(runs.map(({ description }) => description.config));
  const dataset = String(config.dataset ?? 'several datasets');
  const architecture = String(config.architecture ?? 'several networks');
  const paper = paperTable(dataset, architecture);
  const subject = subjectOf(runs, dataset);
  const { measure } = subject;
  const chance = chanceOf(dataset, subject, paper ? testImagesOf(config, paper) : testImages(config));
  const title = uniqueTitles([...byArm.keys()], options.titles);
  const arms = [...byArm].map(([arm, runs]) => {
    const summary = summarizeArm(arm, title(arm), runs, { measure, chance });
    const atChance = summary.final && chance && summary.final.mean >= chance.from;
    return { ...summary, ...(atChance && { atChance }), ...(paper?.arms[arm] && { paper: paper.arms[arm] }) };
  });
  const margin = marginOf(options.margin, measure);
  const found = differences(arms, { baseline, margin: margin?.value });
  const trainImages = trainImagesOf(runs, paper);
  const summary = {
    format: 1 as const,
    dataset,
    architecture,
    synthetic: runs.some(isSynthetic),
    measure,
    titles: subject.titles,
    baseline,
    arms: arms.map((arm) => ({ ...arm, ...(found[arm.arm] && { difference: found[arm.arm] }) })),
    claims: claims({ arms, dataset, architecture, measure, margin }),
    ...(margin && { margin }),
    ...(trainImages !== undefined && { trainImages }),
    missing: options.missing ?? [],
    ...(chance && { chance: chance.value }),
    ...(paper && {
      paper: {
        table: paper.table,
        trainImages: paper.trainImages,
        testImages: paper.testImages,
        epochs: paper.epochs,
      },
    }),
    config,
    versions: common(runs.map(({ description }) => description.versions)),
    backends: [...new Set(runs.map(backendOf))],
  };
  return { ...summary, cautions: cautions(summary, runs) };
}

function marginOf(fixed: number | undefined, measure: 'error' | 'loss'): ComparisonSummary['margin'] {
  if (fixed !== undefined) return { value: fixed, fixed: true };
  return measure === 'error' ? { value: 0.005, fixed: false } : undefined;
}

/** The number of training images, if it is the same for all runs: the limit, or all there are. */
function trainImagesOf(runs: readonly Run[], paper: PaperTable | undefined): number | undefined {
  const numbers = runs.map(({ description: { config, identity } }) => {
    const all = identity?.train.size ?? paper?.trainImages;
    return typeof config.limit === 'number' ? Math.min(config.limit, all ?? config.limit) : all;
  });
  return new Set(numbers).size === 1 ? numbers[0] : undefined;
}

/** Copies may have continued separately. */
function isCopy({ description: { id } }: Run, { description: other }: Run): boolean {
  return id !== undefined && id === other.id;
}

function chooseBaseline(arms: readonly string[], wanted: string | undefined): string {
  if (wanted !== undefined && !arms.includes(wanted)) throw unknownName('arm', wanted, arms);
  return wanted ?? (arms.includes('relu') ? 'relu' : arms[0]!);
}

/** Two arms with the same title, such as two files of a user's, are distinguished by their names. */
function uniqueTitles(arms: readonly string[], titles: Readonly<Record<string, string>> = {}) {
  const title = (arm: string) => titles[arm] ?? arm;
  const taken = (arm: string) => arms.some((other) => other !== arm && title(other) === title(arm));
  return (arm: string) => (taken(arm) ? `${title(arm)} (${arm})` : title(arm));
}

function isSynthetic({ description: { config } }: Run): boolean {
  return config.synthetic === true || String(config.dataset).startsWith('synthetic');
}

function backendOf({ description: { backend } }: Run): string {
  return [backend.name, backend.version].filter(Boolean).join(' ');
}

function summarizeArm(
  arm: string,
  title: string,
  runs: readonly Run[],
  { measure, chance }: { measure: 'error' | 'loss'; chance?: Chance },
): ArmSummary {
  for (const [seed, [first, second]] of groupBy(runs, seedOf))
    if (second)
      throw new InputError({
        what: `two runs of ${arm} with seed ${seed}, which would be counted twice`,
        got: `${first!.folder} and ${second.folder}`,
        remedy: isCopy(first!, second)
          ? 'They are copies of one run: keep the one that went further, or report them one by one'
          : 'Report their folders one by one',
      });
  const finished = runs.filter(({ status }) => status === 'finished');
  const over = (value: (run: Run) => number | undefined) => {
    const values = finished.map(value).filter((value) => value !== undefined);
    return values.length === 0 ? undefined : summarize(values);
  };
  const measured = (value: (run: Run) => number | undefined) => {
    const summary = over(value);
    return summary && within(summary, measure);
  };
  return {
    arm,
    title,
    runs: runs.map((run) => summarizeRun(run, { measure, chance })),
    seeds: finished.map(seedOf),
    running: measured((run) => epochsOf(run).at(-1)?.running[measure]),
    clean: measured((run) => epochsOf(run).at(-1)?.clean?.[measure]),
    final: measured((run) => epochsOf(run).at(-1)?.test?.[measure]),
    best: measured((run) => bestOf(run, measure)),
    seconds: over(({ result }) => result?.seconds),
    imagesPerSecond: over(({ result }) => result?.imagesPerSecond),
    peakMemory:
      finished.length === 0 ? undefined : Math.max(...finished.map(({ result }) => result?.peakMemory ?? 0)),
  };
}

function summarizeRun(
  run: Run,
  { measure, chance }: { measure: 'error' | 'loss'; chance?: Chance },
): RunSummary {
  const last = epochsOf(run).at(-1);
  const final = last?.test?.[measure];
  return {
    folder: run.folder,
    seed: seedOf(run),
    status: run.status,
    epochs: epochsOf(run).length,
    message: run.result?.message,
    running: last?.running[measure],
    final,
    best: bestOf(run, measure),
    ...((run.result?.atChance || (chance && final !== undefined && final >= chance.from)) && {
      atChance: true,
    }),
  };
}

/** The interval of a normal quantity, cut at the limits of an error or a loss. */
function within(summary: Summary, measure: 'error' | 'loss'): Summary {
  const { low, high, ...rest } = withoutEmptyInterval(summary);
  if (low === undefined || high === undefined) return rest;
  return { ...rest, low: Math.max(0, low), high: measure === 'error' ? Math.min(1, high) : high };
}

/** For an unknown dataset: the usual number. */
function testImages({ testLimit }: Readonly<Record<string, unknown>>): number {
  return typeof testLimit === 'number' ? testLimit : 10_000;
}

/** The epochs of a run, in order. */
export function epochsOf({ records }: Run): EpochRecord[] {
  return records.filter((record) => record.type === 'epoch');
}

function bestOf(run: Run, measure: 'error' | 'loss'): number | undefined {
  const tests = epochsOf(run).flatMap(({ test }) => (test ? [test[measure]] : []));
  return tests.length === 0 ? undefined : Math.min(...tests);
}

/** The entries that all of them share. */
function common<T>(objects: readonly Readonly<Record<string, T>>[]): Record<string, T> {
  const [first = {}, ...others] = objects;
  const isShared = ([key, value]: [string, T]) =>
    others.every((other) => JSON.stringify(other[key]) === JSON.stringify(value));
  return Object.fromEntries(Object.entries(first).filter(isShared));
}

function groupBy<T, Key>(values: readonly T[], keyOf: (value: T) => Key): Map<Key, T[]> {
  const groups = new Map<Key, T[]>();
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value]);
  return groups;
}
