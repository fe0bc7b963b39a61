import { dirname } from 'node:path';
import { InputError } from '@rectified/errors';
import { architectureNames, describeArchitecture, mergeConfig } from '@rectified/experiments';
import { makeFolder, writeAtomically } from '@rectified/system';
import { type Command, Option } from 'commander';
import {
  activation,
  architecture,
  architectureOption,
  command,
  isDecimal,
  recipeOf,
  whole,
  width,
} from '../options.js';
import type { CommandSurroundings } from '../surroundings.js';
import { terminal } from '../terminal.js';

export function describeCommand(surroundings: CommandSurroundings): Command {
  return command(
    'describe',
    "Show a network's layers with their shapes, parameters and multiplications, and how they are fused; draw a diagram",
    'rectified describe --architecture ndsb-net --activation prelu --out ndsb-net.svg',
  )
    .addOption(architecture)
    .addOption(architectureOption)
    .addOption(activation)
    .addOption(width)
    .addOption(whole('--classes <n>', "default: the paper's", 100_000))
    .addOption(
      new Option('--shape <h,w,c>', "height, width and channels of an image; default: the paper's").argParser(
        shape,
      ),
    )
    .option('--out <file.svg>', 'write a diagram')
    .action(async ({ out, classes, shape, ...options }) => {
      if (options.architecture === undefined)
        throw new InputError({
          what: '--architecture is missing',
          expected: `${architectureNames.join(', ')}, an npm package or a file`,
        });
      const { config } = await mergeConfig(recipeOf(options));
      const description = await describeArchitecture(config, { classes, shape });
      // Imported when used, like all reports.
      const { networkDiagram, networkTable, planTable } = await import('@rectified/report');
      const { layers, title, plan } = description;
      const screen = terminal(surroundings, options);
      if (out !== undefined) await write(out, await networkDiagram(layers, { title }));
      const where = plan.active ? 'here' : 'with the native kernels (not installed here)';
      const operations = `How it is computed ${where}:\n\n${planTable(plan.steps)}`;
      screen.result(`${networkTable(layers)}\n\n${operations}`, description);
      if (out !== undefined) screen.note(`The diagram is in ${out}`);
    });
}

async function write(file: string, text: string): Promise<void> {
  await makeFolder(dirname(file));
  await writeAtomically(file, text);
}

function shape(text: string): [number, number, number] {
  const sizes = text.split(',').map((size) => (isDecimal(size) ? Number(size) : Number.NaN));
  if (sizes.length === 3 && sizes.every((size) => Number.isInteger(size) && size > 0))
    return sizes as [number, number, number];
  throw new InputError({
    what: '--shape',
    expected: 'height, width and channels, such as 70,70,3',
    got: JSON.stringify(text),
  });
}
