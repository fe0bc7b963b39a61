import type { Command } from 'commander';
import { command, out } from '../options.js';
import type { CommandSurroundings } from '../surroundings.js';
import { terminal } from '../terminal.js';

export function reportCommand(surroundings: CommandSurroundings): Command {
  return command(
    'report',
    'Write tables (Markdown, CSV, JSON) and curves (SVG, HTML) of runs beside the paper',
    'rectified report runs/table3',
  )
    .argument('<folder>', 'of a comparison, of several runs, or of one')
    .addOption(out)
    .option('--baseline <activation>', 'the arm that the others are compared with')
    .action(async (folder: string, options) => {
      // Imported when used: drawing charts takes a while to load.
      const { toMarkdown, writeReport } = await import('@rectified/report');
      const report = await writeReport(folder, { out: options.out, baseline: options.baseline });
      terminal(surroundings, options).result(`${toMarkdown(report.summary)}\nReport: ${report.html}`, report);
    });
}
