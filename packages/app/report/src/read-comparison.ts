import { existsSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { InputError } from '@rectified/errors';
import { identityDifference, type Run, readRun } from '@rectified/run-folder';
import { isAsSealed } from '@rectified/system';
import { given } from './given.js';
import { paperTitles } from './paper-titles.js';

/** Runs that belong together. */
export interface Comparison {
  readonly folder: string;
  /** By arm in the order of `compare.json` or of the paper, then by seed. */
  readonly runs: readonly Run[];
  /** Those in `compare.json` that have left nothing behind. */
  readonly missing: readonly { readonly arm: string; readonly seed: number }[];
  /** For people, by activation: `Leaky ReLU (a = 5.5)`. */
  readonly titles: Readonly<Record<string, string>>;
  /** The smallest difference that would matter, if it was fixed before the runs. */
  readonly margin?: number;
}

/**
 * Reads the runs of a comparison (`<folder>/<arm>/seed-<n>/`), of any folder of run folders, or a single run.
 * Throws an `InputError` if there are none, or if a file of one is damaged.
 *
 * @example
 * const { runs, titles } = await readComparison('runs/table3');
 */
export async function readComparison(folder: string): Promise<Comparison> {
  given.folder(folder);
  const recorded = await recordedComparison(folder);
  const arms = recorded?.arms ?? [];
  const found = (await runFolders(folder)).map((one) => readArmsRun(one, folder, arms));
  const runs = await Promise.all(found);
  if (runs.length === 0)
    throw new InputError({
      what: existsSync(folder) ? 'no runs in this folder' : 'no such folder',
      expected: 'a folder that `npx @rectified/cli compare --out` or `npx @rectified/cli train --out` wrote',
      file: folder,
    });
  checkSameMaking(runs);
  const known = arms.map(({ activation, title }) => [activation, title]);
  const recordedTitles: Record<string, string> = Object.fromEntries(known);
  const there = new Set(runs.map((run) => `${seedOf(run)} ${armOf(run)}`));
  const missing = Object.keys(recordedTitles).flatMap((arm) =>
    (recorded?.seeds ?? []).filter((seed) => !there.has(`${seed} ${arm}`)).map((seed) => ({ arm, seed })),
  );
  const titles: Record<string, string> = {};
  for (const arm of sorted([...new Set(runs.map(armOf))], Object.keys(recordedTitles)))
    titles[arm] = recordedTitles[arm] ?? paperTitles[arm] ?? titleOf(runs, arm) ?? arm;
  const order = Object.keys(titles);
  runs.sort((a, b) => order.indexOf(armOf(a)) - order.indexOf(armOf(b)) || seedOf(a) - seedOf(b));
  const { margin } = recorded ?? {};
  return { folder, runs, missing, titles, ...(margin !== undefined && { margin }) };
}

/** The title that the runs of an arm have recorded. */
function titleOf(runs: readonly Run[], arm: string): string | undefined {
  return runs.find((run) => armOf(run) === arm && run.description.titles)?.description.titles?.activation;
}

/** The activation of a run, as `run.json` names it. */
export function armOf({ folder, description }: Run): string {
  const { activation } = description.config;
  if (typeof activation === 'string') return activation;
  throw new InputError({
    what: 'run.json names no activation',
    file: folder,
    got: JSON.stringify(activation),
  });
}

export function seedOf({ folder, description }: Run): number {
  const { seed } = description.config;
  if (typeof seed === 'number') return seed;
  throw new InputError({ what: 'run.json names no seed', file: folder, got: JSON.stringify(seed) });
}

/** Depth 2: `<arm>/seed-<n>`. Runs that were moved aside (`NAME.before-1`) are left out. */
async function runFolders(folder: string, depth = 2): Promise<string[]> {
  if (existsSync(join(folder, 'run.json'))) return [folder];
  if (depth < 0 || !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  const names = (await readdir(folder)).filter((name) => !/\.before-\d+$/.test(name));
  const inside = names.map((name) => runFolders(join(folder, name), depth - 1));
  return (await Promise.all(inside)).flat();
}

/** A run, under its activation's name in the comparison if its own `run.json` has the path of a file. */
async function readArmsRun(folder: string, comparison: string, arms: readonly RecordedArm[]): Promise<Run> {
  const run = await readRun(folder);
  const [own] = relative(comparison, folder).split(sep);
  const arm = arms.find((one) => one.folder === own);
  if (arm === undefined) return run;
  const { description } = run;
  const config = { ...description.config, activation: arm.activation };
  return { ...run, description: { ...description, config } };
}

/** Throws an InputError if runs of one arm were made of different functions, or of different images. */
function checkSameMaking(runs: readonly Run[]): void {
  const first = new Map<string, Run>();
  for (const run of runs) {
    const arm = armOf(run);
    const before = first.get(arm) ?? run;
    first.set(arm, before);
    const [one, other] = [before.description.identity, run.description.identity];
    if (one === undefined || other === undefined) continue;
    const difference = identityDifference(one, other);
    if (difference === undefined) continue;
    throw new InputError({
      what: `runs of ${arm} were made with different ${parts[difference.part]}, so they cannot be averaged`,
      expected: `the same as in ${before.folder}`,
      file: run.folder,
      remedy: 'Report them separately, or rerun the ones that differ (`npx @rectified/cli compare` does)',
    });
  }
}

/** The parts of a run's identity in words. */
const parts = {
  activation: 'activation',
  architecture: 'architecture',
  dataset: 'dataset',
  train: 'training images',
  test: 'test images',
};

/** An arm in `compare.json`. */
interface RecordedArm {
  readonly activation: string;
  readonly title: string;
  readonly folder: string;
}

/** The parts of `compare.json` that a report needs. */
interface RecordedComparison {
  /** The arms, in the order of the file. */
  readonly arms: readonly RecordedArm[];
  readonly seeds: readonly number[];
  readonly margin?: number;
}

/** Undefined if there is no `compare.json`. */
async function recordedComparison(folder: string): Promise<RecordedComparison | undefined> {
  const file = join(folder, 'compare.json');
  if (!existsSync(file)) return undefined;
  try {
    const text = await readFile(file, 'utf8');
    const {
      format,
      arms,
      seeds = [],
      margin,
    } = JSON.parse(text) as {
      format?: number;
      arms: RecordedArm[];
      seeds?: number[];
      margin?: number;
    };
    if (format !== 1 && isAsSealed(text) !== true) throw new Error('it is not what was written');
    const checked = arms.map(({ activation, title, folder: own }) => {
      const name = String(own);
      if (!/^(?!\.{1,2}$)[\w.-]+$/.test(name)) throw new Error(`${JSON.stringify(own)} is no folder in it`);
      return { activation: String(activation), title: String(title), folder: name };
    });
    return { arms: checked, seeds: [...seeds], margin };
  } catch (cause) {
    throw new InputError({ what: 'broken compare.json', file, got: (cause as Error).message, cause });
  }
}

/** First the recorded arms, then the paper's, then the others by name. */
function sorted(arms: string[], recorded: readonly string[]): string[] {
  const order = [...recorded, ...Object.keys(paperTitles)];
  const place = (arm: string) => (order.includes(arm) ? order.indexOf(arm) : order.length);
  return arms.sort((a, b) => place(a) - place(b) || a.localeCompare(b, 'en'));
}
