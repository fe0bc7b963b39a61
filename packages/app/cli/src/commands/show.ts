import { counted, InputError } from '@rectified/errors';
import { datasets, showData } from '@rectified/experiments';
import type { Command } from 'commander';
import {
  augment,
  command,
  data,
  dataset,
  datasetOption,
  skipBad,
  splitFile,
  viewSeed,
  whole,
} from '../options.js';
import { progress } from '../progress.js';
import { showPreparation } from '../show-preparation.js';
import type { CommandSurroundings } from '../surroundings.js';
import { terminal } from '../terminal.js';

export function showCommand(surroundings: CommandSurroundings): Command {
  return command(
    'show',
    'Draw images of a dataset and their augmented views as one image',
    'rectified show --dataset cifar10 --data cifar-10-batches-bin --augment pad-crop-mirror --out sheet.png',
  )
    .addOption(dataset)
    .addOption(datasetOption)
    .addOption(data)
    .option('--split <name>', 'train (default) or test; for plankton: train or validation')
    .addOption(splitFile('list of the plankton images in each part; default: drawn at random'))
    .addOption(skipBad)
    .addOption(
      augment('augmentation that makes the views, such as model1; without it, more images of each class'),
    )
    .addOption(whole('--images <n>', 'rows, of different classes; default: 8', 50))
    .addOption(whole('--views <n>', 'columns after the first; default: 7', 20))
    .addOption(viewSeed('seed for images and views; default: 1'))
    .option('--out <file>', 'output file: .png, .jpg or .jpeg')
    .action(async (options) => {
      const { dataset, out } = options;
      if (dataset === undefined)
        throw new InputError({
          what: '--dataset is missing',
          expected: datasets.map(({ name }) => name).join(', '),
        });
      if (out === undefined)
        throw new InputError({ what: '--out is missing', expected: 'a file, such as --out sheet.png' });
      const screen = terminal(surroundings, options);
      const shown = progress(screen, { unit: 'img' });
      const sheet = await showData({
        ...options,
        signal: surroundings.signal,
        onEvent: (event) => showPreparation(shown, event),
      }).finally(() => shown.stop());
      const { rows, width, height } = sheet;
      screen.result(
        `${out}: ${counted(rows.length, 'row')} of ${sheet.dataset}, ${width} x ${height} pixels`,
        sheet,
      );
    });
}
