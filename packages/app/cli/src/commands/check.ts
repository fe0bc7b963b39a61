import { checkActivation } from '@rectified/experiments';
import type { Command } from 'commander';
import { checkText } from '../check-text.js';
import { command } from '../options.js';
import type { CommandSurroundings } from '../surroundings.js';
import { terminal } from '../terminal.js';

export function checkCommand(surroundings: CommandSurroundings): Command {
  return command(
    'check',
    'Check an activation on every backend: values, gradients, shapes, saving, random numbers, memory; exit code 1 if it fails',
    'rectified check ./mish.ts',
  )
    .argument('<activation>', 'a file, folder, npm package, or a name (see `rectified activations`)')
    .action(async (name: string, options) => {
      const screen = terminal(surroundings, options);
      const checked = await checkActivation(name, { signal: surroundings.signal });
      screen.result(checkText(checked), checked);
      if (checked.checks.some(({ fault }) => fault !== undefined)) surroundings.exit(1);
    });
}
