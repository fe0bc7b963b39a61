import { existsSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@rectified/errors';
import { type Run, readRun } from '@rectified/run-folder';

/** Runs that belong together. */
export interface Comparison {
  readonly folder: string;
  /** By arm in the order of `compare.json` or of the paper, then by seed. */
  readonly runs: readonly Run[];
  /** Those of `compare.json` that have left nothing behind. */
  readonly missing: readonly { readonly arm: string; readonly seed: number }[];
  /** For people, by activation: `Leaky ReLU (a = 5.5)`. */
  readonly titles: Readonly<Record<string, string>>;
}

/** The paper's arms, in its order. */
const paperTitles: Readonly<Record<string, string>> = {
  relu: 'ReLU',
  'leaky-relu:100': 'Leaky ReLU (a = 100)',
  'leaky-relu:5.5': 'Leaky ReLU (a = 5.5)',
  prelu: 'PReLU',
  rrelu: 'RReLU',
};

/**
 * Reads the runs of a comparison (`<folder>/<arm>/seed-<n>/`), of any folder of run folders, or a single run.
 * Throws an `InputError` where there is none, or a file of one is broken.
 *
 * @example
 * const { runs, titles } = await readComparison('runs/table3');
 */
export async function readComparison(folder: string): Promise<Comparison> {
  const runs = await Promise.all((await runFolders(folder)).map(readRun));
  if (runs.length === 0)
    throw new InputError({
      what: existsSync(folder) ? 'no runs in this folder' : 'no such folder',
      expected: 'a folder that `rectified compare --out` or `rectified train --out` wrote',
      file: folder,
    });
  const { titles: recorded, seeds } = await recordedComparison(folder);
  const there = new Set(runs.map((run) => `${seedOf(run)} ${armOf(run)}`));
  const missing = Object.keys(recorded).flatMap((arm) =>
    seeds.filter((seed) => !there.has(`${seed} ${arm}`)).map((seed) => ({ arm, seed })),
  );
  const titles: Record<string, string> = {};
  for (const arm of sorted([...new Set(runs.map(armOf))], Object.keys(recorded)))
    titles[arm] = recorded[arm] ?? paperTitles[arm] ?? arm;
  const order = Object.keys(titles);
  runs.sort((a, b) => order.indexOf(armOf(a)) - order.indexOf(armOf(b)) || seedOf(a) - seedOf(b));
  return { folder, runs, missing, titles };
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

/** Depth 2: `<arm>/seed-<n>`. */
async function runFolders(folder: string, depth = 2): Promise<string[]> {
  if (existsSync(join(folder, 'run.json'))) return [folder];
  if (depth < 0 || !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  const inside = (await readdir(folder)).map((name) => runFolders(join(folder, name), depth - 1));
  return (await Promise.all(inside)).flat();
}

/** The titles in `compare.json`, in its order, and its seeds. */
async function recordedComparison(
  folder: string,
): Promise<{ titles: Record<string, string>; seeds: readonly number[] }> {
  const file = join(folder, 'compare.json');
  if (!existsSync(file)) return { titles: {}, seeds: [] };
  try {
    const { arms, seeds = [] } = JSON.parse(await readFile(file, 'utf8')) as {
      arms: { activation: string; title: string }[];
      seeds?: number[];
    };
    const titles = Object.fromEntries(
      arms.map(({ activation, title }) => [String(activation), String(title)]),
    );
    return { titles, seeds: [...seeds] };
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
