import type { Summary } from '@rectified/metrics';
import type { Difference } from './differences.js';
import type { ArmSummary, ComparisonSummary } from './summarize-arms.js';
import { amount, duration, number, pValue } from './text.js';

/** A table as text, before anything is escaped. */
export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** How to read it. */
  readonly notes: readonly string[];
}

const none = '-';

/** The tables of a report: the arms beside the paper, and how far they are from the baseline. */
export function tables(summary: ComparisonSummary): Table[] {
  const both = summary.arms.length > 1 ? [armTable(summary), differenceTable(summary)] : [armTable(summary)];
  return both.map(withoutEmptyColumns);
}

const titles: Readonly<Record<string, string>> = {
  nin: 'NIN',
  'bn-inception': 'BN-Inception',
  'ndsb-net': 'NDSB net',
  cifar10: 'CIFAR-10',
  cifar100: 'CIFAR-100',
  ndsb: 'the National Data Science Bowl',
};

/** `NIN on CIFAR-10`, as a heading. */
export function heading({ dataset, architecture, synthetic }: ComparisonSummary): string {
  return `${titles[architecture] ?? architecture} on ${synthetic ? dataset : (titles[dataset] ?? dataset)}`;
}

function armTable({ arms, measure, paper }: ComparisonSummary): Table {
  const name = measure === 'error' ? 'error' : 'log-loss';
  const spread = (value?: Summary) => withSpread(value, measure);
  const several = arms.some(({ final }) => final && final.n > 1);
  return {
    title: 'Arms',
    head: [
      'Arm',
      'Seeds',
      `Train ${name} (running)`,
      `Train ${name} (clean)`,
      `Test ${name}`,
      `Paper (train, test)`,
      'Time',
      'Images/s',
      'Memory',
    ],
    rows: arms.map((arm) => [
      arm.title,
      arm.seeds.length === arm.runs.length
        ? `${arm.runs.length}`
        : `${arm.seeds.length} of ${arm.runs.length}`,
      spread(arm.running),
      spread(arm.clean),
      spread(arm.final),
      arm.paper
        ? `${amount(arm.paper.train, measure)}, ${amount(arm.paper.test, measure)}${unit(measure)}`
        : none,
      arm.seconds ? duration(arm.seconds.mean) : none,
      arm.imagesPerSecond ? number(arm.imagesPerSecond.mean) : none,
      arm.peakMemory ? `${number(arm.peakMemory / 1e9)} GB` : none,
    ]),
    notes: [
      ...(several
        ? ['Mean of the finished seeds after the last epoch, ± standard deviation over seeds.']
        : []),
      'Running: counted during the last epoch in training mode, while the weights change, as most likely in the paper.',
      ...(arms.some(({ clean }) => clean)
        ? ['Clean: after the last epoch, on training images in test mode.']
        : []),
      ...(paper ? [`The paper's numbers: arXiv 1505.00853, Table ${paper.table}.`] : []),
      'Time: training steps of one run, without evaluation. Memory: peak of the process, of the run that took most.',
    ],
  };
}

function differenceTable({ arms, measure, baseline }: ComparisonSummary): Table {
  const title = arms.find(({ arm }) => arm === baseline)!.title;
  const points = measure === 'error' ? 'points' : 'nats';
  const refused = arms.find(({ difference }) => difference?.equivalenceRefused)?.difference
    ?.equivalenceRefused;
  const tested = arms.some(({ difference }) => difference?.p !== undefined);
  return {
    title: `Differences to ${title}`,
    head: ['Arm', 'Test, 95 % interval', 'Best epoch', `Difference (${points})`, '95 % interval', 'Finding'],
    rows: arms.map((arm) => [
      arm.title,
      interval(arm.final, measure),
      arm.best ? `${amount(arm.best.mean, measure)}${unit(measure)}` : none,
      arm.difference ? signed(arm.difference.mean, measure) : none,
      interval(arm.difference, measure, signed),
      arm.arm === baseline ? 'baseline' : finding(arm, measure),
    ]),
    notes: [
      'Best epoch: mean over seeds of the lowest test value of a run; chosen on the test images, so not a result to report.',
      ...(arms.some(({ difference }) => difference)
        ? [
            'Difference: after the last epoch, paired by seed (same initial weights, order and dropout in every arm).',
          ]
        : []),
      ...(tested
        ? [
            'p: paired t-test, two-sided, adjusted after Holm for the number of arms; the intervals are not adjusted.',
          ]
        : []),
      ...(refused ? [`Whether arms are the same cannot be tested: ${refused}.`] : []),
    ],
  };
}

function finding({ difference }: ArmSummary, measure: 'error' | 'loss'): string {
  if (!difference) return none;
  const { verdict, p, margin, equivalenceP } = difference;
  const name = measure === 'error' ? 'error' : 'loss';
  const facts: Record<Difference['verdict'], () => string> = {
    lower: () => `lower ${name} (${pValue(p!)})`,
    higher: () => `higher ${name} (${pValue(p!)})`,
    equivalent: () =>
      `same within ${amount(margin!, measure)}${measure === 'error' ? ' points' : ''} (${pValue(equivalenceP!)})`,
    unclear: () => `within noise (${pValue(p!)})`,
    single: () => 'one seed: cannot tell',
    chance: () => 'both no better than guessing',
  };
  return facts[verdict]();
}

function withSpread(value: Summary | undefined, measure: 'error' | 'loss'): string {
  if (!value) return none;
  const { mean, deviation } = value;
  return `${amount(mean, measure)}${deviation === undefined ? '' : ` ± ${amount(deviation, measure)}`}${unit(measure)}`;
}

function interval(
  value: Pick<Summary, 'low' | 'high'> | undefined,
  measure: 'error' | 'loss',
  text: (value: number, measure: 'error' | 'loss') => string = amount,
): string {
  if (value?.low === undefined || value.high === undefined) return none;
  return `${text(value.low, measure)} to ${text(value.high, measure)}`;
}

function signed(value: number, measure: 'error' | 'loss'): string {
  const text = amount(Math.abs(value), measure);
  return Number(text) === 0 ? text : `${value < 0 ? '-' : '+'}${text}`;
}

function unit(measure: 'error' | 'loss'): string {
  return measure === 'error' ? ' %' : '';
}

function withoutEmptyColumns({ head, rows, ...table }: Table): Table {
  const kept = (_: string, column: number) => rows.some((row) => row[column] !== none);
  return { ...table, head: head.filter(kept), rows: rows.map((row) => row.filter(kept)) };
}
