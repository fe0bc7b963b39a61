import { join } from 'node:path';
import { checkFields, text } from '@rectified/errors';
import { writeAtomically } from '@rectified/system';
import { bibliography } from './bibliography.js';
import type { ComparisonSummary } from './comparison-summary.js';
import { curvePanels } from './curves.js';
import { errorBySize, errorBySizeFile } from './error-by-size.js';
import { forest } from './forest.js';
import { given } from './given.js';
import { probeCurves } from './probe-curves.js';
import { type Comparison, readComparison } from './read-comparison.js';
import { shapes } from './shapes.js';
import { bySize, type StudySummary, summarizeStudy } from './study.js';
import { summarizeArms } from './summarize-arms.js';
import { toCsv } from './to-csv.js';
import { toHtml } from './to-html.js';
import { toJson } from './to-json.js';
import { toLatex } from './to-latex.js';
import { studyToMarkdown } from './to-markdown.js';
import { pictures, type Report, type ReportOptions, writeFiles } from './write-report.js';

/** A finished report about several comparisons: its numbers, and the paths of its files. */
export interface StudyReport extends Omit<Report, 'summary' | 'curves'> {
  readonly study: StudySummary;
  /** Error against the number of training images, for each group of comparisons that differ in it. */
  readonly sizes: readonly string[];
}

/**
 * Reads the comparisons in several folders and writes one report about them: the finding of each, what they say together about
 * the amount of data, and all of their tables and charts.
 *
 * @example
 * const { html } = await writeStudy(['runs/5000', 'runs/20000'], { out: 'runs/report' });
 */
export async function writeStudy(
  folders: readonly string[],
  reportOptions: ReportOptions & { out: string },
): Promise<StudyReport> {
  given.folders(folders);
  const { out, refresh, ...options } = checkFields('writeStudy', reportOptions, { out: text('a folder') });
  const read = await Promise.all(folders.map((folder) => readComparison(folder)));
  const study = summarizeStudy(
    read.map((comparison) => ({ folder: comparison.folder, summary: summaryOf(comparison, options) })),
  );
  const { comparisons } = study;
  const differences = await forest(comparisons);
  const groups = bySize(comparisons);
  const figures = { sizes: await Promise.all(groups.map(errorBySize)), shapes: await shapes() };
  const pages = comparisons.map(async ({ name, folder, summary }) => {
    const { runs, titles } = read.find((one) => one.folder === folder)!;
    const panels = await curvePanels(runs, { ...options, titles });
    return { name, summary, curves: panels, probe: await probeCurves(runs, { titles }) };
  });
  const summaries = comparisons.map(({ summary }) => summary);
  const files = {
    markdown: `${studyToMarkdown(study)}\n${pictures([
      ...groups.map((_, i) => ['Error against training images', errorBySizeFile(i)] as const),
      ...(differences === undefined ? [] : [['Differences from the baseline', 'forest.svg'] as const]),
      ['Shapes of the rectifiers', 'shapes.svg'],
    ])}`,
    csv: toCsv(...summaries),
    json: toJson(study),
    latex: toLatex(summaries),
    bibtex: bibliography,
    ...(differences !== undefined && { forest: differences }),
    shapes: figures.shapes,
    html: toHtml({
      comparisons: await Promise.all(pages),
      claims: study.claims,
      forest: differences,
      ...figures,
      refresh,
    }),
  };
  const paths = await writeFiles(out, files);
  const sizes = figures.sizes.map((_, i) => join(out, errorBySizeFile(i)));
  for (const [i, path] of sizes.entries()) await writeAtomically(path, figures.sizes[i]!);
  return { study, ...paths, sizes };
}

function summaryOf(
  { runs, titles, missing, margin }: Comparison,
  options: { baseline?: string },
): ComparisonSummary {
  return summarizeArms(runs, { ...options, titles, missing, margin });
}
