import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '@rectified/errors';
import { datasets, listOptions, loadDataset, usualFolder } from '@rectified/experiments';
import { fileError, SEAL, seal } from '@rectified/system';
import type { Command } from 'commander';
import { describeOptions } from '../describe-options.js';
import { command } from '../options.js';
import { progress } from '../progress.js';
import type { CommandSurroundings } from '../surroundings.js';
import { terminal } from '../terminal.js';

export function datasetsCommand(surroundings: CommandSurroundings): Command {
  const list = command(
    'datasets',
    'List the data sets: what is known of them, where they are, how to get them',
    'rectified datasets',
  ).action((options) => {
    const found = datasets.map((dataset) => {
      const { name, title, classes, shape, measure, train, test } = dataset;
      const { source, licence, files = [], options = {} } = dataset;
      const folder = usualFolder(dataset);
      const present = files.every((file) => existsSync(join(folder, file)));
      return {
        ...{ name, title, classes, shape, measure, train, test },
        ...{ folder, present, source, licence },
        options: listOptions(options),
        fetch: dataset.fetch !== undefined,
      };
    });
    const lines = found.map((dataset) => {
      const { name, title, classes, measure, train, test, folder, present, source, licence, options } =
        dataset;
      const amounts = [train, test].flatMap((size) => size?.toLocaleString('en') ?? []).join(' + ');
      return [
        `${name}: ${title}, ${classes} classes${amounts && `, ${amounts} images`}, judged by ${measure === 'error' ? 'the share of wrong answers' : 'log-loss'}`,
        `  ${present ? folder : `not in ${folder}; ${source}`}`,
        ...(licence === undefined ? [] : [`  licence: ${licence}`]),
        ...describeOptions(options),
      ].join('\n');
    });
    terminal(surroundings, options).result(lines.join('\n'), found);
  });

  const fetch = command('fetch', 'Download a data set', 'rectified datasets fetch cifar10')
    .argument('<name>', 'see `rectified datasets`')
    .option('--to <dir>', 'its folder; default: where commands look without --data')
    .option('--from <place>', 'a folder or an address that has a copy, instead of the public sources')
    .option('--url <url>', 'the address of the archive')
    .addHelpText('after', '\nRECTIFIED_MIRROR names a folder or an address that is tried first.')
    .action(async (name: string, _, called: Command) => {
      // `--json` and others are options of `datasets`, too, which takes them wherever they stand.
      const options = called.optsWithGlobals();
      const { description: dataset } = await loadDataset(name);
      if (dataset.fetch === undefined)
        throw new InputError({
          what: `${dataset.title} cannot be downloaded automatically`,
          remedy: dataset.source,
        });
      if (dataset.generated && (options.url ?? options.from) !== undefined)
        throw new InputError({
          what: `${dataset.title} are made on this machine`,
          expected: 'neither --url nor --from',
        });
      const screen = terminal(surroundings, options);
      const shown = progress(screen, { unit: 'MB' });
      const folder = await dataset
        .fetch(options.to ?? usualFolder(dataset), {
          url: options.url,
          from: options.from,
          signal: surroundings.signal,
          onNote: (text) => shown.note(text),
          onProgress: ({ stage, done, total }) => {
            // Of a length that nobody knows there is no share.
            if (total === undefined || total === 0) shown.move(stage, 0, 1, `${(done / 1e6).toFixed(1)} MB`);
            else shown.move(stage, done / 1e6, total / 1e6);
          },
        })
        .finally(() => shown.stop());
      screen.result(folder, { name, folder });
    });

  const sealing = command(
    'seal',
    'Record the content of a data set of your own: it is opened as it is, and damage is noticed from now on',
    'rectified datasets seal my-cifar',
  )
    .argument('<dir>', 'its folder')
    .action(async (folder: string, _, called: Command) => {
      if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
        throw new InputError({
          what: 'no such folder',
          file: folder,
          remedy: 'Give the folder of a data set',
        });
      await seal(folder).catch((cause: unknown) => {
        throw fileError(cause, folder);
      });
      const file = join(folder, SEAL);
      terminal(surroundings, called.optsWithGlobals()).result(file, { folder, file });
    });
  return list.addCommand(fetch).addCommand(sealing);
}
