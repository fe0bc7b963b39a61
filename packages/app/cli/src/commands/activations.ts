import { listActivations } from '@rectified/experiments';
import type { Command } from 'commander';
import { describeFormula } from '../describe-formula.js';
import { describePaper } from '../describe-paper.js';
import { listCommand } from '../list-command.js';
import type { CommandSurroundings } from '../surroundings.js';

export function activationsCommand(surroundings: CommandSurroundings): Command {
  return listCommand(
    surroundings,
    { name: 'activations', description: 'List the activations with their formulas, variants and papers' },
    listActivations,
    ({ name, title, paper, variants, ...computes }) => [
      `${name}: ${title}`,
      ...describeFormula(computes).map((line) => `  ${line}`),
      ...(paper === undefined ? [] : [`  ${describePaper(paper)}`]),
      ...variants.map((variant) => `  ${variant.name}: ${variant.title}`),
    ],
  );
}
