import { listRecipes } from '@rectified/experiments';
import type { Command } from 'commander';
import { listCommand } from '../list-command.js';
import type { CommandSurroundings } from '../surroundings.js';

export function recipesCommand(surroundings: CommandSurroundings): Command {
  return listCommand(
    surroundings,
    { name: 'recipes', description: 'List the recipes and their purposes' },
    listRecipes,
    ({ name, dataset, architecture, about }) => {
      const pairing = dataset === undefined ? '' : ` (${dataset}, ${architecture})`;
      return [`${name}${pairing}: ${about}`];
    },
  );
}
