import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '@rectified/errors';
import { datasets, findDataset, usualFolder } from '@rectified/experiments';
import type { Command } from 'commander';
import type { CommandSurroundings } from '../main.js';
import { command } from '../options.js';
import { progress } from '../progress.js';
import { terminal } from '../terminal.js';

export function datasetsCommand(surroundings: CommandSurroundings): Command {
  const list = command(
    'datasets',
    'List the data sets: what is known, where it lies, how to get it',
    'rectified datasets',
  ).action((options) => {
    const found = datasets.map((dataset) => {
      const { name, title, classes, train, test, source, files } = dataset;
      const folder = usualFolder(dataset);
      const present = files.every((file) => existsSync(join(folder, file)));
      return {
        name,
        title,
        classes,
        train,
        test,
        folder,
        present,
        source,
        fetch: dataset.fetch !== undefined,
      };
    });
    const lines = found.map(
      ({ name, title, classes, train, test, folder, present, source }) =>
        `${name}: ${title}, ${classes} classes, ${train.toLocaleString('en')} + ${test.toLocaleString('en')} images\n` +
        `  ${present ? folder : `not in ${folder}; ${source}`}`,
    );
    terminal(surroundings, options).result(lines.join('\n'), found);
  });

  const fetch = command('fetch', 'Download a data set', 'rectified datasets fetch cifar10')
    .argument('<name>', 'see `rectified datasets`')
    .option('--to <dir>', 'its folder; default: where commands look without --data')
    .option('--url <url>', 'another address of the same file')
    .action(async (name: string, options) => {
      const dataset = findDataset(name);
      if (dataset.fetch === undefined)
        throw new InputError({
          what: `${dataset.title} cannot be downloaded by a program`,
          remedy: dataset.source,
        });
      const screen = terminal(surroundings, options);
      const shown = progress(screen, { unit: 'MB' });
      const folder = await dataset
        .fetch(options.to ?? usualFolder(dataset), {
          url: options.url,
          signal: surroundings.signal,
          onProgress: ({ stage, done, total = done }) => shown.move(stage, done / 1e6, total / 1e6),
        })
        .finally(() => shown.stop());
      screen.result(folder, { name, folder });
    });
  return list.addCommand(fetch);
}
