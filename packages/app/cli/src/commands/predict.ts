import { counted, InputError } from '@rectified/errors';
import { type PredictionMeasures, predictRun } from '@rectified/experiments';
import type { Command } from 'commander';
import {
  augment,
  backend,
  batch,
  command,
  data,
  dataset,
  datasetOption,
  limit,
  skipBad,
  splitFile,
  viewSeed,
  whole,
} from '../options.js';
import { progress } from '../progress.js';
import { showPrediction } from '../show-prediction.js';
import type { CommandSurroundings } from '../surroundings.js';
import { terminal } from '../terminal.js';
import { percent } from '../text.js';

export function predictCommand(surroundings: CommandSurroundings): Command {
  return command(
    'predict',
    "Classify images with a run's network: probabilities, averaged over views of each image",
    'rectified predict runs/a --test test.zip --views 150 --augment model1-views --out submission.csv.gz',
  )
    .argument('<run>', 'folder of a run')
    .addOption(data)
    .addOption(dataset)
    .addOption(datasetOption)
    .option('--split <name>', 'train or test; for plankton: train or validation; default: test or validation')
    .option('--test <path>', 'predict unlabeled plankton images instead: folder or archive')
    .addOption(limit)
    .addOption(splitFile("list of the plankton images in each part; default: the run's own"))
    .addOption(skipBad)
    .addOption(whole('--views <n>', 'average over n random views; default: only the central view'))
    .addOption(whole('--grid <step>', 'average over crops this many pixels apart, mirrored and not'))
    .addOption(augment('augmentation that makes the views, such as model1-views; default: as in training'))
    .addOption(viewSeed('seed of the random views; default: 0'))
    .addOption(batch)
    .addOption(backend)
    .option(
      '--out <file>',
      'file for the probabilities: .csv, .csv.gz (for plankton in the format of Kaggle) or .json',
    )
    .action(async (folder: string, options) => {
      const { out, test, grid } = options;
      if (test !== undefined && out === undefined)
        throw new InputError({
          what: '--out is missing',
          expected: 'a file for the predictions, such as --out submission.csv.gz',
        });
      const screen = terminal(surroundings, options);
      const shown = progress(screen, { unit: 'img' });
      const onEvent = showPrediction(shown);
      const { signal } = surroundings;
      const prediction = await predictRun(folder, { ...options, signal, onEvent }).finally(() =>
        shown.stop(),
      );
      const { dataset, images, views, measures, backend } = prediction;
      const lines = [`${dataset}: ${counted(images, 'image')}`];
      if (measures && (options.views ?? grid) !== undefined)
        lines.push(
          `mean of ${counted(views, grid ? 'crop' : 'random view')}: ${describe(measures.averaged)}`,
        );
      if (measures) lines.push(`central view: ${describe(measures.central)}`);
      if (out !== undefined) lines.push(out);
      screen.result(lines.join('\n'), { folder, backend, dataset, images, views, measures, out });
    });
}

function describe({ logLoss, error, interval: { low, high } }: PredictionMeasures): string {
  return `log-loss ${logLoss.toFixed(4)}, error ${percent(error)} (95 % interval ${percent(low)} to ${percent(high)})`;
}
