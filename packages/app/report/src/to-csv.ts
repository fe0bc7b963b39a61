import type { Summary } from '@rectified/metrics';
import { stringify } from 'csv-stringify/sync';
import type { ArmSummary, ComparisonSummary } from './comparison-summary.js';
import { given } from './given.js';

type Cell = string | number | undefined;

/**
 * One line of CSV (RFC 4180) per arm of every comparison, with full precision: shares, seconds, bytes. Unknown values are empty; text that a
 * spreadsheet would take for a formula is preceded by an apostrophe.
 */
export function toCsv(...summaries: readonly ComparisonSummary[]): string {
  given.summaries(summaries);
  return stringify(
    summaries.flatMap((summary) => summary.arms.map((arm) => cells(arm, summary))),
    { header: true, escape_formulas: true, record_delimiter: 'windows' },
  );
}

function cells(
  arm: ArmSummary,
  { dataset, architecture, trainImages, measure, synthetic, baseline }: ComparisonSummary,
): Record<string, Cell> {
  const { difference } = arm;
  return {
    arm: arm.arm,
    title: arm.title,
    dataset,
    architecture,
    train_images: trainImages,
    synthetic: String(synthetic),
    measure,
    runs: arm.runs.length,
    finished: arm.seeds.length,
    seeds: arm.seeds.join(' '),
    ...spread('train_running', arm.running),
    ...spread('train_clean', arm.clean),
    ...spread('test', arm.final),
    ...spread('test_best', arm.best),
    paper_train: arm.paper?.train,
    paper_test: arm.paper?.test,
    baseline,
    difference_pairs: difference?.n,
    ...spread('difference', difference),
    difference_bootstrap_low: difference?.bootstrap?.low,
    difference_bootstrap_high: difference?.bootstrap?.high,
    difference_p: difference?.p,
    difference_t_p: difference?.tP,
    equivalence_p: difference?.equivalenceP,
    margin: difference?.margin,
    verdict: difference?.verdict,
    pairs_needed: difference?.pairsNeeded,
    seconds: arm.seconds?.mean,
    images_per_second: arm.imagesPerSecond?.mean,
    peak_memory: arm.peakMemory,
  };
}

function spread(name: string, value: Summary | undefined): Record<string, Cell> {
  return {
    [name]: value?.mean,
    [`${name}_deviation`]: value?.deviation,
    [`${name}_low`]: value?.low,
    [`${name}_high`]: value?.high,
  };
}
