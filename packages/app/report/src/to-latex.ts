import type { Summary } from '@rectified/metrics';
import { citation } from './bibliography.js';
import type { ArmSummary, ComparisonSummary } from './comparison-summary.js';
import { given } from './given.js';
import { heading } from './tables.js';
import { amount, count, pValue, signed } from './text.js';

/**
 * The results of comparisons as LaTeX tables (package booktabs): test measure with its standard deviation over seeds, the
 * difference from the baseline with Student's 95 % interval and the p of sign flips, the paper's number. Each is a `table`
 * to `\input` whose caption says what the numbers are; `report.bib` contains its references.
 *
 * @example
 * await writeFile('report.tex', toLatex([summary]));
 */
export function toLatex(summaries: readonly ComparisonSummary[]): string {
  given.summaries(summaries);
  return summaries.map(table).join('\n');
}

function table(summary: ComparisonSummary): string {
  const { arms, measure, baseline, paper, synthetic, trainImages } = summary;
  const reference = arms.find(({ arm }) => arm === baseline)!.title;
  const images = trainImages === undefined ? '' : `, ${count(trainImages, 'training image')}`;
  const what = measure === 'error' ? 'Test error (\\%)' : 'Test log-loss';
  const caption = [
    `${tex(heading(summary) + images)}: ${what.toLowerCase()} after the last epoch, mean and standard deviation over seeds;`,
    `difference from ${tex(reference)} paired by seed, with its 95\\,\\% interval (Student's) and the p of a sign-flip permutation test adjusted for the number of arms.`,
    ...(synthetic ? ['Generated images: these numbers prove nothing about the paper.'] : []),
    ...(paper ? [`Paper: one run each~\\cite{${citation}}, Table~${paper.table}.`] : []),
  ].join(' ');
  const rows = arms.map((arm) => `${cells(arm, summary).join(' & ')} \\\\`);
  return `\\begin{table}
  \\centering
  \\caption{${caption}}
  \\begin{tabular}{lrrrr${paper ? 'r' : ''}}
    \\toprule
    Activation & Seeds & ${what} & Difference & $p$${paper ? ' & Paper' : ''} \\\\
    \\midrule
    ${rows.join('\n    ')}
    \\bottomrule
  \\end{tabular}
\\end{table}
`;
}

function cells(arm: ArmSummary, { measure, paper }: ComparisonSummary): string[] {
  const { title, seeds, final, difference } = arm;
  return [
    tex(title),
    String(seeds.length),
    final ? spread(final, measure) : '--',
    difference ? interval(difference, measure) : '--',
    difference?.p === undefined ? '--' : `$${pValue(difference.p).replace(/^p (= )?/, '')}$`,
    ...(paper ? [arm.paper ? amount(arm.paper.test, measure) : '--'] : []),
  ];
}

function spread({ mean, deviation }: Summary, measure: 'error' | 'loss'): string {
  const text = amount(mean, measure);
  return deviation === undefined ? text : `$${text} \\pm ${amount(deviation, measure)}$`;
}

function interval({ mean, low, high }: Summary, measure: 'error' | 'loss'): string {
  const text = signed(mean, measure);
  if (low === undefined || high === undefined) return `$${text}$`;
  return `$${text}$ [$${signed(low, measure)}$, $${signed(high, measure)}$]`;
}

const special: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
};

/** Escapes what TeX would interpret, and line ends, which would end a paragraph. */
function tex(text: string): string {
  return text
    .replace(/[\\~^<>#$%&_{}]/g, (character) => special[character] ?? `\\${character}`)
    .replace(/\s+/g, ' ');
}
