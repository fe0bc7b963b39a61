import type { Summary } from '@rectified/metrics';
import { marginText } from './claim-text.js';
import type { ArmSummary, ComparisonSummary } from './comparison-summary.js';
import type { Difference } from './difference.js';
import { seedTable } from './seed-table.js';
import { none, type Table } from './table.js';
import { amount, duration, number, pValue, signed, unit, withUnit } from './text.js';

/** The tables of a report: the arms beside the paper, their differences from the baseline, every run, and the cost. */
export function tables(summary: ComparisonSummary): Table[] {
  const seeds = seedTable(summary);
  return [
    armTable(summary),
    ...(summary.arms.length > 1 ? [differenceTable(summary)] : []),
    ...(seeds ? [seeds] : []),
    costTable(summary),
  ].map(withoutEmptyColumns);
}

/** The arms' names in the paper. */
const shortTitles: Readonly<Record<string, string>> = {
  nin: 'NIN',
  'bn-inception': 'BN-Inception',
  'ndsb-net': 'NDSB net',
  cifar10: 'CIFAR-10',
  cifar100: 'CIFAR-100',
  ndsb: 'the National Data Science Bowl',
};

/** `NIN on CIFAR-10`, as a heading. */
export function heading({ dataset, architecture, synthetic, titles }: ComparisonSummary): string {
  const network = shortTitles[architecture] ?? titles.architecture ?? architecture;
  return `${network} on ${synthetic ? dataset : (shortTitles[dataset] ?? titles.dataset ?? dataset)}`;
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
      '95 % interval',
      'Best epoch',
      'Paper (train, test)',
    ],
    rows: arms.map((arm) => [
      arm.title,
      arm.seeds.length === arm.runs.length
        ? `${arm.runs.length}`
        : `${arm.seeds.length} of ${arm.runs.length}`,
      spread(arm.running),
      spread(arm.clean),
      spread(arm.final),
      interval(arm.final, measure),
      arm.best ? withUnit(arm.best.mean, measure) : none,
      arm.paper ? `${amount(arm.paper.train, measure)}, ${withUnit(arm.paper.test, measure)}` : none,
    ]),
    notes: [
      ...(several
        ? ['Mean of the finished seeds after the last epoch, ± standard deviation over seeds.']
        : []),
      'Running: counted during the last epoch in training mode, while the weights change, as most likely in the paper.',
      ...(arms.some(({ clean }) => clean)
        ? ['Clean: after the last epoch, on training images in test mode.']
        : []),
      'Best epoch: mean over seeds of the lowest test value of a run; chosen on the test images, so not a result to report.',
      ...(paper ? [`The paper's numbers: arXiv 1505.00853, Table ${paper.table}.`] : []),
    ],
  };
}

/** The cost of the runs. */
function costTable({ arms }: ComparisonSummary): Table {
  return {
    title: 'Cost',
    head: ['Arm', 'Time', 'Images/s', 'Memory'],
    rows: arms.map((arm) => [
      arm.title,
      arm.seconds ? duration(arm.seconds.mean) : none,
      arm.imagesPerSecond ? number(arm.imagesPerSecond.mean) : none,
      arm.peakMemory ? `${number(arm.peakMemory / 1e9)} GB` : none,
    ]),
    notes: [
      'Time: training steps of one run, without evaluation. Memory: peak of the process, of the run that used most.',
    ],
  };
}

function differenceTable({ arms, measure, baseline, margin }: ComparisonSummary): Table {
  const title = arms.find(({ arm }) => arm === baseline)!.title;
  const points = measure === 'error' ? 'points' : 'nats';
  const refused = arms.find(({ difference }) => difference?.equivalenceRefused)?.difference
    ?.equivalenceRefused;
  const tested = arms.some(({ difference }) => difference?.p !== undefined);
  return {
    title: `Differences from ${title}`,
    head: [
      'Arm',
      `Difference (${points})`,
      '95 % interval',
      'Bootstrap',
      'p',
      'p (t-test)',
      'Finding',
      'Pairs to decide',
    ],
    rows: arms.map((arm) => [
      arm.title,
      arm.difference ? signed(arm.difference.mean, measure) : none,
      interval(arm.difference, measure, signed),
      interval(arm.difference?.bootstrap, measure, signed),
      probability(arm.difference?.p),
      probability(arm.difference?.tP),
      arm.arm === baseline ? 'baseline' : finding(arm, measure),
      decided(arm),
    ]),
    notes: [
      ...(arms.some(({ difference }) => difference)
        ? [
            'Difference: after the last epoch, paired by seed (same initial weights, order and dropout in every arm).',
          ]
        : []),
      ...(tested
        ? [
            `95 % interval: Student's. Bootstrap: BCa, which assumes no normal distribution but is too narrow for few pairs. Neither is adjusted for the number of arms.`,
            'p: paired permutation test (all sign flips, up to 20 pairs), two-sided, adjusted for the number of arms after Westfall and Young; p (t-test): paired, adjusted after Holm. The finding is by the first.',
            'Pairs to decide: would find a difference such as the one observed, or rule out the margin, in four of five cases.',
          ]
        : []),
      ...(tested && margin ? [marginText(margin, measure)] : []),
      ...(refused ? [`Whether arms are the same cannot be tested: ${refused}.`] : []),
    ],
  };
}

function probability(p: number | undefined): string {
  return p === undefined ? none : pValue(p).replace(/^p (= )?/, '');
}

/** Only if the question is open. */
function decided({ difference }: ArmSummary): string {
  if (difference?.verdict !== 'unclear' && difference?.verdict !== 'few') return none;
  return difference.pairsNeeded === undefined ? none : `about ${number(difference.pairsNeeded)}`;
}

function finding({ difference }: ArmSummary, measure: 'error' | 'loss'): string {
  if (!difference) return none;
  const { verdict, margin, equivalenceP, n } = difference;
  const name = measure === 'error' ? 'error' : 'loss';
  const facts: Record<Difference['verdict'], () => string> = {
    lower: () => `lower ${name}`,
    higher: () => `higher ${name}`,
    equivalent: () =>
      `same within ${amount(margin!, measure)}${measure === 'error' ? ' points' : ''} (${pValue(equivalenceP!)})`,
    unclear: () => 'within noise',
    few: () => `${n} pairs: too few to tell`,
    single: () => 'one seed: cannot tell',
    chance: () => 'both no better than guessing',
  };
  return facts[verdict]();
}

/** How verdicts are reached. */
export const claimNotes: readonly string[] = [
  'Supported: every part of the claim is as claimed, p < 0.05 each (paired sign flips). Contradicted: one part is otherwise, adjusted for the number of parts, or shown to be the same within the margin. Not adjusted for the number of claims.',
  'Training error is the running one, as most likely in the paper. The paper has one run of each arm, so its differences have no interval.',
];

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

function withoutEmptyColumns({ head, rows, ...table }: Table): Table {
  const kept = (_: string, column: number) => rows.some((row) => row[column] !== none);
  return { ...table, head: head.filter(kept), rows: rows.map((row) => row.filter(kept)) };
}
