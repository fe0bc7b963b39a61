import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, isInputError } from '@rectified/errors';
import type { ComparisonSummary, Report, StudyReport } from '@rectified/report';
import type { Command } from 'commander';
import { command, out } from '../options.js';
import type { CommandSurroundings } from '../surroundings.js';
import { terminal } from '../terminal.js';

/** Seconds after which a browser reloads the page while runs are being followed. */
const refresh = 20;

export function reportCommand(surroundings: CommandSurroundings): Command {
  const { signal } = surroundings;
  return command(
    'report',
    "Report the results of runs beside the paper's claims: one page, tables (Markdown, CSV, JSON, LaTeX), charts (SVG)",
    'rectified report runs/table3',
  )
    .argument(
      '<folders...>',
      'folder of a comparison or of one or more runs; several comparisons are reported together',
    )
    .addOption(out)
    .option('--baseline <activation>', 'the arm to compare the others with')
    .option('--watch', 'rewrite the report whenever runs advance, until all have ended or Ctrl-C')
    .action(async (folders: string[], options) => {
      const screen = terminal(surroundings, options);
      const write = (again?: number) =>
        writeReports(folders, { out: options.out, baseline: options.baseline, refresh: again });
      if (!options.watch) return screen.result(...(await shown(await write())));

      const { follow, progressOf } = await import('@rectified/report');
      let report: Report | StudyReport | undefined;
      await follow(
        folders,
        async () => {
          const before = report;
          report = await write(refresh).catch((error: unknown) =>
            waited(error, before, folders, screen.note),
          );
          if (report === undefined || report === before) return true;
          const { ended, of } = progressOf(summariesOf(report));
          screen.note(`${ended} of ${of} ${of === 1 ? 'run has' : 'runs have'} ended: ${report.html}`);
          return ended < of;
        },
        { signal },
      );
      // No run is being followed any more, so the page need not be reloaded.
      if (report !== undefined) report = await write();
      signal.throwIfAborted();
      screen.result(...(await shown(report!)));
    });
}

/** One report of all comparisons in these folders. */
async function writeReports(
  folders: readonly string[],
  { out, ...options }: { out?: string; baseline?: string; refresh?: number },
): Promise<Report | StudyReport> {
  // Imported when used: loading the charts takes a while.
  const { findComparisons, writeReport, writeStudy } = await import('@rectified/report');
  const found = [...new Set((await Promise.all(folders.map((folder) => findComparisons(folder)))).flat())];
  if (found.length === 1) return writeReport(found[0]!, { out, ...options });
  const place = out ?? (folders.length === 1 ? join(folders[0]!, 'report') : undefined);
  if (place === undefined)
    throw new InputError({
      what: '--out is missing',
      expected: 'a folder for the report of several comparisons, such as --out runs/report',
    });
  return writeStudy(found, { out: place, ...options });
}

const summariesOf = (report: Report | StudyReport): ComparisonSummary[] =>
  'study' in report ? report.study.comparisons.map(({ summary }) => summary) : [report.summary];

async function shown(report: Report | StudyReport): Promise<[text: string, document: unknown]> {
  const { studyToMarkdown, toMarkdown } = await import('@rectified/report');
  const text = 'study' in report ? studyToMarkdown(report.study) : toMarkdown(report.summary);
  return [`${text}\nReport: ${report.html}`, report];
}

/**
 * Keeps the previous report if runs that have just started, or are being changed, cannot be read; wrong input at the start is
 * still wrong input.
 */
function waited<Before>(
  error: unknown,
  before: Before,
  folders: readonly string[],
  note: (text: string) => void,
): Before {
  const nothingYet =
    before === undefined &&
    isInputError(error) &&
    error.details.what === 'no runs in this folder' &&
    folders.every((folder) => existsSync(folder));
  if (!isInputError(error) || (before === undefined && !nothingYet)) throw error;
  note(nothingYet ? 'no runs yet; waiting' : error.message);
  return before;
}
