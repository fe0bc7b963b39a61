import { listRecipes } from '@rectified/experiments';
import type { Command } from 'commander';
import { command } from '../options.js';
import type { CommandSurroundings } from '../surroundings.js';
import { terminal } from '../terminal.js';

export function recipesCommand(surroundings: CommandSurroundings): Command {
  return command('recipes', 'List the recipes and their purposes', 'rectified recipes').action(
    async (options) => {
      const found = await listRecipes();
      const lines = found.map(({ name, dataset, architecture, about }) => {
        const pairing = dataset === undefined ? '' : ` (${dataset}, ${architecture})`;
        return `${name}${pairing}: ${about}`;
      });
      terminal(surroundings, options).result(lines.join('\n'), found);
    },
  );
}
