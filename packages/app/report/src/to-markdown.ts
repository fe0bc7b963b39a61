import { markdownTable } from 'markdown-table';
import type { Claim } from './claim.js';
import { claimLines, verdictText } from './claim-text.js';
import type { ComparisonSummary } from './comparison-summary.js';
import { given } from './given.js';
import { headline, studyHeadline } from './headline.js';
import type { StudySummary } from './study.js';
import type { Table } from './table.js';
import { claimNotes, heading, tables } from './tables.js';

/**
 * The tables of a comparison in Markdown, readable in a terminal, too; findings come first.
 *
 * @example
 * console.log(toMarkdown(summarizeArms(runs, { titles })));
 */
export function toMarkdown(summary: ComparisonSummary): string {
  given.summary(summary);
  return [
    `# ${plain(heading(summary))}`,
    ...opening(summary),
    ...claimSection(summary.claims, summary.measure),
    ...tables(summary).map(section),
  ]
    .join('\n\n')
    .concat('\n');
}

/** The same for several comparisons, each in its own part. */
export function studyToMarkdown(study: StudySummary): string {
  given.study(study);
  const { comparisons, claims } = study;
  given.comparisons(comparisons);
  const headings = new Set(comparisons.map(({ summary }) => heading(summary)));
  const found = studyHeadline({ claims, comparisons });
  const together = found === undefined ? [] : [plain(found)];
  const parts = comparisons.map(({ name, summary }) =>
    [
      `# ${plain(name)}`,
      ...opening(summary),
      ...claimSection(summary.claims, summary.measure),
      ...tables(summary).map(section),
    ].join('\n\n'),
  );
  return [`# ${plain([...headings].join(', '))}`, ...together, ...parts].join('\n\n').concat('\n');
}

function opening(summary: ComparisonSummary): string[] {
  const cautions = summary.cautions.map((caution) => `> ${plain(caution)}`).join('\n>\n');
  return [plain(headline(summary)), ...(cautions ? [cautions] : [])];
}

/** A list, since the sentences would be too long for a table. */
function claimSection(claims: readonly Claim[], measure: 'error' | 'loss'): string[] {
  if (claims.length === 0) return [];
  const item = (claim: Claim) =>
    [
      `- **${verdictText(claim)}**: ${plain(`${claim.text} (${claim.source})`)}`,
      ...claimLines(claim, measure).map((line) => `  - ${plain(line)}`),
    ].join('\n');
  return ['## What the paper claims', claims.map(item).join('\n'), claimNotes.map(plain).join(' ')];
}

function section({ title, head, rows, notes }: Table): string {
  const cells = [head, ...rows].map((row) => row.map(plain));
  const align = head.map((_, column) => (column === 0 ? 'l' : 'r'));
  const table = markdownTable(cells, { align, stringLength: (text) => [...text].length });
  return [`## ${plain(title)}`, table, notes.map((note) => `- ${plain(note)}`).join('\n')].join('\n\n');
}

/** Escapes what Markdown would interpret, and line ends, which would end the cell. */
function plain(text: string): string {
  return text.replace(/[\\`*_[\]<>|&#~]/g, '\\$&').replace(/\s+/g, ' ');
}
