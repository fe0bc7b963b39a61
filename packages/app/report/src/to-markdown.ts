import { markdownTable } from 'markdown-table';
import type { ComparisonSummary } from './summarize-arms.js';
import { heading, type Table, tables } from './tables.js';

/**
 * The tables of a comparison in Markdown, readable as they are in a terminal too.
 *
 * @example
 * console.log(toMarkdown(summarizeArms(runs, { titles })));
 */
export function toMarkdown(summary: ComparisonSummary): string {
  const cautions = summary.cautions.map((caution) => `> ${plain(caution)}`).join('\n>\n');
  return [`# ${plain(heading(summary))}`, ...(cautions ? [cautions] : []), ...tables(summary).map(section)]
    .join('\n\n')
    .concat('\n');
}

function section({ title, head, rows, notes }: Table): string {
  const cells = [head, ...rows].map((row) => row.map(plain));
  const align = head.map((_, column) => (column === 0 ? 'l' : 'r'));
  const table = markdownTable(cells, { align, stringLength: (text) => [...text].length });
  return [`## ${plain(title)}`, table, notes.map((note) => `- ${plain(note)}`).join('\n')].join('\n\n');
}

/** What Markdown would take for its own, and line ends, which would end the cell. */
function plain(text: string): string {
  return text.replace(/[\\`*_[\]<>|&#~]/g, '\\$&').replace(/\s+/g, ' ');
}
