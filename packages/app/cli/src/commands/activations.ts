import { listActivations } from '@rectified/experiments';
import type { Command } from 'commander';
import { describePaper } from '../describe-paper.js';
import { command } from '../options.js';
import type { CommandSurroundings } from '../surroundings.js';
import { terminal } from '../terminal.js';

export function activationsCommand(surroundings: CommandSurroundings): Command {
  return command(
    'activations',
    'List the activations with their formulas, variants and papers',
    'rectified activations',
  ).action(async (options) => {
    const found = await listActivations();
    const lines = found.flatMap(({ name, title, paper, formula, variants }) => [
      `${name}: ${title}`,
      ...(formula === undefined ? [] : [`  y = ${formula}`]),
      ...(paper === undefined ? [] : [`  ${describePaper(paper)}`]),
      ...variants.map((variant) => `  ${variant.name}: ${variant.title}`),
    ]);
    terminal(surroundings, options).result(lines.join('\n'), found);
  });
}
