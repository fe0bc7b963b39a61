import { join } from 'node:path';
import { makeFolder, writeAtomically } from '@rectified/system';
import { curves } from './curves.js';
import { readComparison } from './read-comparison.js';
import { shapes } from './shapes.js';
import { type ComparisonSummary, type SummarizeOptions, summarizeArms } from './summarize-arms.js';
import { toCsv } from './to-csv.js';
import { toHtml } from './to-html.js';
import { toJson } from './to-json.js';
import { toMarkdown } from './to-markdown.js';

export interface ReportOptions extends Omit<SummarizeOptions, 'titles' | 'missing'> {
  /** Folder to write into. Default: `report` within the folder of the runs. */
  out?: string;
}

/** What a report consists of: its numbers, and the paths of its files. */
export interface Report {
  readonly summary: ComparisonSummary;
  /** Tables and charts in one file. */
  readonly html: string;
  readonly markdown: string;
  readonly csv: string;
  readonly json: string;
  readonly curves: string;
  readonly shapes: string;
}

/**
 * Reads the runs in a folder and writes tables, charts and a page about them. The same runs give the same files.
 *
 * @example
 * const { html } = await writeReport('runs/table3');
 */
export async function writeReport(
  folder: string,
  { out = join(folder, 'report'), ...options }: ReportOptions = {},
): Promise<Report> {
  const { runs, titles, missing } = await readComparison(folder);
  const summary = summarizeArms(runs, { ...options, titles, missing });
  const figures = { curves: await curves(runs, { ...options, titles }), shapes: await shapes() };
  const file = (name: string) => join(out, name);
  const paths = {
    html: file('report.html'),
    markdown: file('report.md'),
    csv: file('report.csv'),
    json: file('report.json'),
    curves: file('curves.svg'),
    shapes: file('shapes.svg'),
  };
  await makeFolder(out);
  await writeAtomically(paths.curves, figures.curves);
  await writeAtomically(paths.shapes, figures.shapes);
  await writeAtomically(paths.csv, toCsv(summary));
  await writeAtomically(paths.json, toJson(summary));
  await writeAtomically(paths.html, toHtml(summary, figures));
  await writeAtomically(
    paths.markdown,
    `${toMarkdown(summary)}\n## Curves\n\n![Train and test curves](curves.svg)\n\n![Shapes of the rectifiers](shapes.svg)\n`,
  );
  return { summary, ...paths };
}
