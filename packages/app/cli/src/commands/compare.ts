import { compare } from '@rectified/experiments';
import type { Command } from 'commander';
import { mergedOptions } from '../merged-options.js';
import {
  activations,
  command,
  devices,
  jobs,
  out,
  repairOf,
  seeds,
  withExperiment,
  withRepair,
} from '../options.js';
import { progress } from '../progress.js';
import { sayHowToResume } from '../say-how-to-resume.js';
import { showRuns } from '../show-runs.js';
import type { CommandSurroundings } from '../surroundings.js';
import { terminal } from '../terminal.js';

export function compareCommand(surroundings: CommandSurroundings): Command {
  const { signal, exit } = surroundings;
  const comparison = withExperiment(
    command(
      'compare',
      'Train several activations with several seeds and report on them; call it again to continue where it stopped',
      'rectified compare --dataset cifar10 --data cifar-10-batches-bin --activations relu,leaky-relu:5.5,prelu,rrelu --seeds 1,2 --epochs 2 --out runs/table3',
    ),
  )
    .addOption(activations)
    .addOption(seeds)
    .addOption(jobs)
    .addOption(devices)
    .addOption(out);
  return withRepair(comparison, 'runs with a damaged file').action(async (options) => {
    const merged = await mergedOptions(options, 'a folder for the runs, such as --out runs/table3');
    const { config, activations = [], seeds = [], jobs, devices, margin, out } = merged;
    const screen = terminal(surroundings, options);
    const shown = progress(screen, { unit: 'img' });
    const show = showRuns(shown, { runs: activations.length * seeds.length, verbose: options.verbose });
    const { runs } = await compare({
      config,
      activations,
      seeds,
      out,
      jobs,
      devices,
      margin,
      signal,
      repair: repairOf(options),
      onNote: (text) => show('images', { type: 'note', text }),
      onEvent: ({ activation, seed }, event) => show(`${activation} seed ${seed}`, event),
      onPrepare: (event) => show('images', event),
    }).finally(() => shown.stop());

    const crashed = runs.filter(({ end }) => end?.type === 'crashed');
    if (crashed.length > 0) exit(1);
    const stopped = runs.some(
      ({ end }) => end === undefined || (end.type === 'ended' && end.result.status === 'interrupted'),
    );
    if (stopped || crashed.length === runs.length) screen.result(`${out}: no report`, { out, runs });
    else {
      const { toMarkdown, writeReport } = await import('@rectified/report');
      const report = await writeReport(out);
      const lost = crashed.map(({ activation, seed }) => `${activation} seed ${seed} crashed: see above\n`);
      screen.result(`${toMarkdown(report.summary)}\n${lost.join('')}Report: ${report.html}`, {
        out,
        runs,
        report,
      });
    }
    if (stopped) sayHowToResume(surroundings);
  });
}
