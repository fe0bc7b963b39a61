import { runExperiment } from '@rectified/experiments';
import type { Command } from 'commander';
import { mergedOptions } from '../merged-options.js';
import { activation, command, out, repairOf, seed, withExperiment, withRepair } from '../options.js';
import { progress } from '../progress.js';
import { sayHowToResume } from '../say-how-to-resume.js';
import { showRuns } from '../show-runs.js';
import type { CommandSurroundings } from '../surroundings.js';
import { terminal } from '../terminal.js';
import { describeResult } from '../text.js';

export function trainCommand(surroundings: CommandSurroundings): Command {
  const { signal, exit } = surroundings;
  const train = withExperiment(
    command(
      'train',
      'Train one network with one activation; call it again to continue where it stopped',
      'rectified train --dataset cifar10 --data cifar-10-batches-bin --activation rrelu --epochs 2 --seed 1 --out runs/a',
    ),
  )
    .addOption(activation)
    .addOption(seed)
    .addOption(out);
  return withRepair(train, 'the run').action(async (options) => {
    const { config, out: folder } = await mergedOptions(
      options,
      'a folder for the run, such as --out runs/a',
    );
    const screen = terminal(surroundings, options);
    const shown = progress(screen, { unit: 'img' });
    const show = showRuns(shown, { runs: 1 });
    const outcome = await runExperiment(config, {
      folder,
      signal,
      repair: repairOf(options),
      onEvent: (event) => show(config.activation, event),
    }).finally(() => shown.stop());
    const { result, kept } = outcome;
    if (kept) screen.note(`${folder} had already ended and is kept`);
    screen.result(`${describeResult(result)}\n${folder}`, { folder, config, ...outcome });
    if (result.status === 'interrupted') sayHowToResume(surroundings);
    else if (result.status !== 'finished') exit(1);
  });
}
