import { join } from 'node:path';
import { makeFolder, writeAtomically } from '@rectified/system';
import { bibliography } from './bibliography.js';
import type { ComparisonSummary } from './comparison-summary.js';
import { curvePanels, curves } from './curves.js';
import { forest } from './forest.js';
import { given } from './given.js';
import { probeCurves } from './probe-curves.js';
import { readComparison } from './read-comparison.js';
import { shapes } from './shapes.js';
import { nameOf } from './study.js';
import { type SummarizeOptions, summarizeArms } from './summarize-arms.js';
import { toCsv } from './to-csv.js';
import { toHtml } from './to-html.js';
import { toJson } from './to-json.js';
import { toLatex } from './to-latex.js';
import { toMarkdown } from './to-markdown.js';

export interface ReportOptions extends Omit<SummarizeOptions, 'titles' | 'missing' | 'margin'> {
  /** Folder to write to. Default: `report` in the folder of the runs. */
  out?: string;
  /** Seconds after which a browser reloads the page, while the runs continue. */
  refresh?: number;
}

/** A finished report: its numbers, and the paths of its files. */
export interface Report {
  readonly summary: ComparisonSummary;
  /** Tables and charts in one file. */
  readonly html: string;
  readonly markdown: string;
  readonly csv: string;
  readonly json: string;
  readonly latex: string;
  readonly bibtex: string;
  readonly curves: string;
  /** Absent if nothing can be compared. */
  readonly forest?: string;
  /** Absent if no run was probed. */
  readonly probe?: string;
  readonly shapes: string;
}

/**
 * Reads the runs in a folder and writes tables, charts and a page about them. The same runs give the same files.
 *
 * @example
 * const { html } = await writeReport('runs/table3');
 */
export async function writeReport(folder: string, reportOptions: ReportOptions = {}): Promise<Report> {
  given.folder(folder);
  const { out = join(folder, 'report'), refresh, ...options } = reportOptions;
  const { runs, titles, missing, margin } = await readComparison(folder);
  const summary = summarizeArms(runs, { ...options, titles, missing, margin });
  const name = nameOf(summary);
  const figures = {
    curves: await curves(runs, { ...options, titles }),
    panels: await curvePanels(runs, { ...options, titles }),
    forest: await forest([{ name, summary }]),
    probe: await probeCurves(runs, { titles }),
    shapes: await shapes(),
  };
  const files = {
    html: toHtml({
      comparisons: [{ name, summary, curves: figures.panels, probe: figures.probe }],
      forest: figures.forest,
      shapes: figures.shapes,
      refresh,
    }),
    markdown: `${toMarkdown(summary)}\n${pictures([
      ...(figures.forest === undefined ? [] : [['Differences from the baseline', 'forest.svg'] as const]),
      ['Train and test curves', 'curves.svg'],
      ...(figures.probe === undefined ? [] : [['What the probe saw in the layers', 'probe.svg'] as const]),
      ['Shapes of the rectifiers', 'shapes.svg'],
    ])}`,
    csv: toCsv(summary),
    json: toJson(summary),
    latex: toLatex([summary]),
    bibtex: bibliography,
    curves: figures.curves,
    ...(figures.forest !== undefined && { forest: figures.forest }),
    ...(figures.probe !== undefined && { probe: figures.probe }),
    shapes: figures.shapes,
  };
  return { summary, ...(await writeFiles(out, files)) };
}

const fileNames = {
  html: 'report.html',
  markdown: 'report.md',
  csv: 'report.csv',
  json: 'report.json',
  latex: 'report.tex',
  bibtex: 'report.bib',
  curves: 'curves.svg',
  forest: 'forest.svg',
  probe: 'probe.svg',
  shapes: 'shapes.svg',
} as const;

/** Writes the files of a report, with the page last because people watch it. Returns their paths. */
export async function writeFiles<Files extends Partial<Record<keyof typeof fileNames, string>>>(
  out: string,
  files: Files,
): Promise<{ [Key in keyof Files]: string }> {
  await makeFolder(out);
  const { html, ...others } = files;
  const order = Object.entries({ ...others, html }) as [keyof typeof fileNames, string][];
  const paths: Partial<Record<keyof Files, string>> = {};
  for (const [key, text] of order) {
    const path = join(out, fileNames[key]);
    await writeAtomically(path, text);
    paths[key] = path;
  }
  return paths as { [Key in keyof Files]: string };
}

/** A section of Markdown with images beside the file. */
export function pictures(some: readonly (readonly [text: string, file: string])[]): string {
  return `## Charts\n\n${some.map(([text, file]) => `![${text}](${file})`).join('\n\n')}\n`;
}
