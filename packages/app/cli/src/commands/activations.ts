import { listActivations } from '@rectified/experiments';
import type { Command } from 'commander';
import { describePaper } from '../describe-paper.js';
import { listCommand } from '../list-command.js';
import type { CommandSurroundings } from '../surroundings.js';

export function activationsCommand(surroundings: CommandSurroundings): Command {
  return listCommand(
    surroundings,
    { name: 'activations', description: 'List the activations with their formulas, variants and papers' },
    listActivations,
    ({ name, title, paper, formula, variants }) => [
      `${name}: ${title}`,
      ...(formula === undefined ? [] : [`  y = ${formula}`]),
      ...(paper === undefined ? [] : [`  ${describePaper(paper)}`]),
      ...variants.map((variant) => `  ${variant.name}: ${variant.title}`),
    ],
  );
}
