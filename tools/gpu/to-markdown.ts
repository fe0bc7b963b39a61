import { markdownTable } from 'markdown-table';
import type { Cell, Results, StageResult } from './results.ts';
import { type StageName, stageTitles } from './time-plan.ts';

/** All results as a readable page. */
export function toMarkdown({ device, size, commit, stages }: Results): string {
  const what =
    device === 'gpu' ? 'On a GPU' : 'A rehearsal on a processor: no figure here says anything of a GPU';
  const parts = Object.entries(stages).map(([name, stage]) => section(name as StageName, stage));
  return [`# ${what}\n`, `Size \`${size}\`, commit ${commit}.\n`, ...parts].join('\n');
}

function section(name: StageName, { status, seconds, reason, facts, tables, faults }: StageResult): string {
  const lines = [
    `## ${stageTitles[name]}`,
    `${status}, ${Math.round(seconds)} s${reason === undefined ? '' : `: ${reason}`}`,
    faults.map((fault) => `- **Not as it should be**: ${fault}`).join('\n'),
    Object.entries(facts)
      .map(([fact, value]) => `- ${fact}: ${text(value)}`)
      .join('\n'),
    ...Object.entries(tables).map(([title, rows]) => `${title}:\n\n${table(rows)}`),
  ];
  return lines
    .filter((line) => line !== '')
    .map((line) => `${line}\n`)
    .join('\n');
}

function table(rows: readonly Record<string, Cell>[]): string {
  const columns = [...new Set(rows.flatMap(Object.keys))];
  const cells = rows.map((row) => columns.map((column) => text(row[column] ?? '')));
  const align = columns.map((column) => (rows.some((row) => typeof row[column] === 'string') ? 'l' : 'r'));
  return markdownTable([columns, ...cells], { align });
}

/** Numbers with four significant digits. */
function text(value: Cell): string {
  if (typeof value === 'number')
    return Number.isInteger(value) ? `${value}` : `${Number(value.toPrecision(4))}`;
  return `${value}`.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
