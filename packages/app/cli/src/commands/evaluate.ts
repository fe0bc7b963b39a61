import { counted } from '@rectified/errors';
import { evaluateRun } from '@rectified/experiments';
import type { Command } from 'commander';
import { backend, command, data, limit, splitFile } from '../options.js';
import { progress } from '../progress.js';
import { showPreparation } from '../show-preparation.js';
import type { CommandSurroundings } from '../surroundings.js';
import { terminal } from '../terminal.js';
import { describeBackend, percent } from '../text.js';

export function evaluateCommand(surroundings: CommandSurroundings): Command {
  return command(
    'evaluate',
    "Measure a run's network on the test images",
    'rectified evaluate runs/a --data cifar-10-batches-bin',
  )
    .argument('<run>', 'folder of a run')
    .addOption(data)
    .addOption(splitFile("list of the plankton images to measure on; default: the run's own"))
    .addOption(limit)
    .addOption(backend)
    .action(async (folder: string, options) => {
      const screen = terminal(surroundings, options);
      const shown = progress(screen, { unit: 'img' });
      const evaluation = await evaluateRun(folder, {
        ...options,
        signal: surroundings.signal,
        onEvent(event) {
          if (event.type !== 'evaluate') return showPreparation(shown, event);
          shown.end('images');
          shown.move('test', event.images, event.of);
        },
      }).finally(() => shown.stop());
      screen.note(describeBackend(evaluation.backend));
      const { error, interval, loss, images } = evaluation;
      const text = [
        `test error ${percent(error)} (95 % interval ${percent(interval.low)} to ${percent(interval.high)})`,
        `loss ${loss.toFixed(4)}`,
        counted(images, 'image'),
      ];
      screen.result(text.join(', '), evaluation);
    });
}
