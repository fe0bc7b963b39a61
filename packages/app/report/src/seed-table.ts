import type { ComparisonSummary, RunSummary } from './comparison-summary.js';
import { none, type Table } from './table.js';
import { withUnit } from './text.js';

/** Nobody reads more columns than this; `report.json` has them. */
const mostSeeds = 12;

/** The test measure of every run if there are several seeds: a mean hides the one run in eight that went wrong. */
export function seedTable({ arms, measure }: ComparisonSummary): Table | undefined {
  const seeds = [...new Set(arms.flatMap(({ runs }) => runs.map(({ seed }) => seed)))].sort((a, b) => a - b);
  if (seeds.length < 2 || seeds.length > mostSeeds) return undefined;
  const value = (run: RunSummary | undefined) => {
    if (run === undefined) return none;
    return run.status === 'finished' && run.final !== undefined ? withUnit(run.final, measure) : run.status;
  };
  return {
    title: `Test ${measure === 'error' ? 'error' : 'log-loss'} of every run`,
    head: ['Arm', ...seeds.map((seed) => `Seed ${seed}`)],
    rows: arms.map(({ title, runs }) => [
      title,
      ...seeds.map((seed) => value(runs.find((run) => run.seed === seed))),
    ]),
    notes: ['After the last epoch. Runs of one seed are pairs.'],
  };
}
