import { listArchitectures } from '@rectified/experiments';
import type { Command } from 'commander';
import { describeOptions } from '../describe-options.js';
import { describePaper } from '../describe-paper.js';
import { command } from '../options.js';
import type { CommandSurroundings } from '../surroundings.js';
import { terminal } from '../terminal.js';

export function architecturesCommand(surroundings: CommandSurroundings): Command {
  return command(
    'architectures',
    'List the networks with their papers, published settings and options',
    'rectified architectures',
  ).action(async (options) => {
    const found = await listArchitectures();
    const lines = found.flatMap(({ name, title, paper, published: { dataset, shape, classes }, options }) => [
      `${name}: ${title}, ${shape.join(' x ')} images of ${dataset}, ${classes} classes`,
      `  ${describePaper(paper)}`,
      ...describeOptions(options),
    ]);
    terminal(surroundings, options).result(lines.join('\n'), found);
  });
}
