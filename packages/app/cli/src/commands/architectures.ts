import { listArchitectures } from '@rectified/experiments';
import type { Command } from 'commander';
import { describeOptions } from '../describe-options.js';
import { describePaper } from '../describe-paper.js';
import { listCommand } from '../list-command.js';
import type { CommandSurroundings } from '../surroundings.js';

export function architecturesCommand(surroundings: CommandSurroundings): Command {
  return listCommand(
    surroundings,
    {
      name: 'architectures',
      description: 'List the networks with their papers, published settings and options',
    },
    listArchitectures,
    ({ name, title, paper, published: { dataset, shape, classes }, options }) => [
      `${name}: ${title}, ${shape.join(' x ')} images of ${dataset}, ${classes} classes`,
      `  ${describePaper(paper)}`,
      ...describeOptions(options),
    ],
  );
}
