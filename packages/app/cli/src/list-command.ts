import type { Command } from 'commander';
import { command } from './options.js';
import type { CommandSurroundings } from './surroundings.js';
import { terminal } from './terminal.js';

/** A command that lists what `find` returns: as the lines of `describe`, or with `--json` as it is. */
export function listCommand<Item>(
  surroundings: CommandSurroundings,
  { name, description }: { name: string; description: string },
  find: () => Promise<readonly Item[]>,
  describe: (item: Item) => readonly string[],
): Command {
  return command(name, description, `rectified ${name}`).action(async (options) => {
    const found = await find();
    terminal(surroundings, options).result(found.flatMap(describe).join('\n'), found);
  });
}
