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
    'List the datasets: what they contain, where they are, how to get them',
    'rectified datasets',
  ).action((options) => {
    const found = datasets.map((dataset) => {
      const { name, title, classes, shape, measure, train, test } = dataset;
      const { source, license, files = [], options = {} } = dataset;
      const folder = usualFolder(dataset);
      const present = files.every((file) => existsSync(join(folder, file)));
      return {
        ...{ name, title, classes, shape, measure, train, test },
        ...{ folder, present, source, license },
        options: listOptions(options),
        fetch: dataset.fetch !== undefined,
      };
    });
    const lines = found.map((dataset) => {
      const { name, title, classes, measure, train, test, folder, present, source, license, options } =
        dataset;
      const amounts = [train, test].flatMap((size) => size?.toLocaleString('en') ?? []).join(' + ');
      return [
        `${name}: ${title}, ${classes} classes${amounts && `, ${amounts} images`}, measured by ${measure === 'error' ? 'the share of wrong answers' : 'log-loss'}`,
        `  ${present ? folder : `not in ${folder}; ${source}`}`,
        ...(license === undefined ? [] : [`  license: ${license}`]),
        ...describeOptions(options),
      ].join('\n');
    });
    terminal(surroundings, options).result(lines.join('\n'), found);
  });

  const fetch = command('fetch', 'Download a dataset', 'rectified datasets fetch cifar10')
    .argument('<name>', 'see `rectified datasets`')
    .option('--to <dir>', 'target folder; default: where commands look without --data')
    .option('--from <place>', 'folder or URL of a copy, instead of the public sources')
    .option('--url <url>', 'URL of the archive')
    .addHelpText('after', '\nRECTIFIED_MIRROR names a folder or URL that is tried first.')
    .action(async (name: string, _, called: Command) => {
      // `--json` and others are also options of `datasets`, which takes them wherever they stand.
      const options = called.optsWithGlobals();
      const { description: dataset } = await loadDataset(name);
      if (dataset.fetch === undefined)
        throw new InputError({
          what: `${dataset.title} cannot be downloaded automatically`,
          remedy: dataset.source,
        });
      if (dataset.generated && (options.url ?? options.from) !== undefined)
        throw new InputError({
          what: `${dataset.title} are generated on this machine`,
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
            // If the total is unknown, there is no share.
            if (total === undefined || total === 0) shown.move(stage, 0, 1, `${(done / 1e6).toFixed(1)} MB`);
            else shown.move(stage, done / 1e6, total / 1e6);
          },
        })
        .finally(() => shown.stop());
      screen.result(folder, { name, folder });
    });

  const sealing = command(
    'seal',
    'Record the content of your own dataset: it opens as it is, and damage will be detected from now on',
    'rectified datasets seal my-cifar',
  )
    .argument('<dir>', 'its folder')
    .action(async (folder: string, _, called: Command) => {
      if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
        throw new InputError({
          what: 'no such folder',
          file: folder,
          remedy: 'Give the folder of a dataset',
        });
      await seal(folder).catch((cause: unknown) => {
        throw fileError(cause, folder);
      });
      const file = join(folder, SEAL);
      terminal(surroundings, called.optsWithGlobals()).result(file, { folder, file });
    });
  return list.addCommand(fetch).addCommand(sealing);
}
