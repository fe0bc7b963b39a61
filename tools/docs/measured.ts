import { markdownTable } from 'markdown-table';
import type { ArmSummary, ComparisonSummary } from '../../packages/app/report/src/comparison-summary.ts';
import { heading } from '../../packages/app/report/src/tables.ts';
import { amount, count, signed, withUnit } from '../../packages/app/report/src/text.ts';
import { digits } from '../bench/text.ts';
import { epochs, type Report, trainImages } from './read-reports.ts';

/** In how many of the comparisons that include both, and in which at least one of them learned, the arm's mean was below ReLU's. */
export function lowestOf(reports: readonly Report[], arm: string): { below: number; all: number } {
  const pairs = reports.flatMap(({ summary: { arms } }) => {
    const [one, relu] = [arm, 'relu'].map((name) => arms.find((each) => each.arm === name));
    if (one?.final === undefined || relu?.final === undefined) return [];
    return one.atChance && relu.atChance ? [] : [one.final.mean < relu.final.mean];
  });
  return { below: pairs.filter((isBelow) => isBelow).length, all: pairs.length };
}

/** All comparisons, one per row. */
export function overviewTable(reports: readonly Report[]): string {
  const rows = reports.map(({ folder, summary }) => {
    const { arms, measure, baseline } = summary;
    const [best] = ranked(arms).filter(({ atChance }) => !atChance);
    const reference = arms.find(({ arm }) => arm === baseline)!;
    return [
      `[${heading(summary)}](#${anchorOf(folder)})`,
      sizeOf(summary),
      seedsOf(summary),
      best ? `${best.title}, ${resultOf(best, measure)}` : 'none learned',
      resultOf(reference, measure),
      finding(summary),
    ];
  });
  const head = ['network and data', 'trained on', 'seeds', 'lowest test value', 'ReLU', 'shown'];
  return markdownTable([head, ...rows]);
}

/** A section with all arms for each comparison, the lowest test value first. */
export function reportSections(reports: readonly Report[]): string {
  return reports.map(sectionOf).join('\n\n');
}

function sectionOf({ folder, summary }: Report): string {
  const { arms, measure, baseline } = summary;
  const reference = arms.find(({ arm }) => arm === baseline)!;
  const points = measure === 'error' ? 'points' : 'nats';
  const failed = arms.filter(({ final }) => final === undefined);
  const rows = [...ranked(arms), ...failed].map((arm) => [
    `${arm.title} \`${arm.arm}\``,
    valuesOf(arm, measure),
    intervalOf(arm.final, measure, amount),
    arm.difference ? signed(arm.difference.mean, measure) : '',
    intervalOf(arm.difference, measure, signed),
    speedOf(arm, reference),
  ]);
  const head = [
    'arm',
    measure === 'error' ? 'test error' : 'test log-loss',
    '95 % interval',
    `minus ${reference.title}'s, ${points}`,
    '95 % interval',
    'images/s',
  ];
  const table = markdownTable(withoutEmpty([head, ...rows]), { align: ['l', 'r', 'r', 'r', 'r', 'r'] });
  return `<a id="${anchorOf(folder)}"></a>

### ${heading(summary)}: ${sizeOf(summary)}, ${seedsOf(summary)}

${table}

${notesOf(summary)} [Report](results/${folder}/report.md), [curves](results/${folder}/curves.svg).`;
}

function notesOf(summary: ComparisonSummary): string {
  const { arms, measure, config, chance } = summary;
  const several = arms.some(({ seeds }) => seeds.length > 1);
  const notes = [
    several
      ? "Mean over the seeds, then each value or the standard deviation; 95 % intervals are Student's t, wide for few seeds."
      : 'One run each: another seed may change the order.',
    `Batches of ${config.batch}, weights \`${config.initialization}\`.`,
    'Images/s (relative to ReLU) is the speed of whole runs, which other work on the machine may have slowed.',
  ];
  if (chance !== undefined) notes.push(`Guessing gives ${withUnit(chance, measure)}.`);
  return notes.join(' ');
}

/** The arms that have a result, the lowest first. */
export function ranked(arms: readonly ArmSummary[]): ArmSummary[] {
  return arms.filter(({ final }) => final !== undefined).toSorted((a, b) => a.final!.mean - b.final!.mean);
}

type Measure = ComparisonSummary['measure'];

const anchorOf = (folder: string) => `of-${folder}`;

const resultOf = ({ final }: ArmSummary, measure: Measure) =>
  final === undefined ? 'no result' : withUnit(final.mean, measure);

/** The mean, with each value for up to three seeds or the standard deviation; the runs' statuses where there is no result. */
function valuesOf(arm: ArmSummary, measure: Measure): string {
  const { final, runs, atChance } = arm;
  if (final === undefined) return [...new Set(runs.map(({ status }) => status))].join(', ');
  const values = runs.flatMap((run) =>
    run.status === 'finished' && run.final !== undefined ? [run.final] : [],
  );
  const each =
    values.length > 1 && values.length <= 3
      ? ` (${values.map((value) => amount(value, measure)).join(', ')})`
      : final.deviation === undefined
        ? ''
        : ` ± ${amount(final.deviation, measure)}`;
  const lost = runs.length - values.length;
  return `${resultOf(arm, measure)}${each}${atChance ? ', chance' : ''}${lost > 0 ? `, ${lost} of ${runs.length} runs ended without one` : ''}`;
}

function intervalOf(
  value: { readonly low?: number; readonly high?: number } | undefined,
  measure: Measure,
  text: (value: number, measure: Measure) => string,
): string {
  if (value?.low === undefined || value.high === undefined) return '';
  return `${text(value.low, measure)} to ${text(value.high, measure)}`;
}

function speedOf({ imagesPerSecond }: ArmSummary, { imagesPerSecond: reference }: ArmSummary): string {
  if (imagesPerSecond === undefined) return '';
  const own = digits(imagesPerSecond.mean);
  return reference === undefined ? own : `${own} (${digits(imagesPerSecond.mean / reference.mean)})`;
}

/** `20,000 images, 2 epochs, width 0.5`. */
export function sizeOf(summary: ComparisonSummary): string {
  const { width } = summary.config;
  const narrow = typeof width === 'number' && width !== 1 ? `, width ${width}` : '';
  return `${count(trainImages(summary), 'image')}, ${count(epochs(summary), 'epoch')}${narrow}`;
}

/** The number of seeds of the arm with the most finished runs. */
export function seedCount({ arms }: ComparisonSummary): number {
  return Math.max(...arms.map(({ seeds }) => seeds.length));
}

const seedsOf = (summary: ComparisonSummary) => count(seedCount(summary), 'seed');

/** What the comparison shows about the arms relative to the baseline. */
function finding(summary: ComparisonSummary): string {
  const { arms, baseline } = summary;
  const others = arms.filter(({ arm }) => arm !== baseline);
  const reference = arms.find(({ arm }) => arm === baseline)!;
  const told = (verdict: string) => others.filter(({ difference }) => difference?.verdict === verdict);
  const [lower, higher] = [told('lower'), told('higher')];
  if (lower.length + higher.length > 0)
    return [
      ...(lower.length > 0 ? [`lower than ${reference.title}: ${titles(lower)}`] : []),
      ...(higher.length > 0 ? [`higher: ${titles(higher)}`] : []),
    ].join('; ');
  const seeds = seedCount(summary);
  if (seeds < 2) return 'nothing: one seed';
  const always = others.filter((arm) => isBelowInEverySeed(arm, reference));
  return `nothing by a test (${seeds} seeds); below ${reference.title} in every seed: ${titles(always) || 'none'}`;
}

const titles = (arms: readonly ArmSummary[]) => arms.map(({ title }) => title).join(', ');

function isBelowInEverySeed(arm: ArmSummary, reference: ArmSummary): boolean {
  const of = (seed: number) => arm.runs.find((run) => run.seed === seed)?.final ?? Number.NaN;
  return reference.runs.every(({ seed, final }) => final === undefined || of(seed) < final);
}

function withoutEmpty(rows: readonly (readonly string[])[]): string[][] {
  const kept = rows[0]!.map((_, column) => rows.slice(1).some((row) => row[column] !== ''));
  return rows.map((row) => row.filter((_, column) => kept[column]));
}
