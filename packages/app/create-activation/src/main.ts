import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isInputError } from '@rectified/errors';
import { activationNames } from './activation-names.js';
import { askForNames, demandTerminal } from './ask-for-names.js';
import { createAlone, folderOf } from './create-alone.js';
import { nextSteps } from './next-steps.js';

const usage = `usage: npm create @rectified/activation [NAME] [-- --title TITLE] [--into FOLDER]

Makes a package for an activation function of your own: formula, tests, README. Asks for NAME where it is not given.
NAME is that of the npm package, lower case with hyphens: hard-swish or @acme/hard-swish.

    npm create @rectified/activation @acme/mish
    npm create @rectified/activation hard-swish -- --title Hard-Swish --into my-activations`;

/** The command line of `npm create @rectified/activation`. Returns the exit code: 0 made, 1 changed one's mind, 2 wrong input. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { title: { type: 'string' }, into: { type: 'string' }, help: { type: 'boolean' } },
    });
    if (values.help) {
      console.log(usage);
      return 0;
    }
    if (positionals.length === 0) demandTerminal(usage);
    const names =
      positionals.length === 0
        ? await askForNames()
        : activationNames(positionals[0]!, { title: values.title });
    if (names === undefined) return 1;
    const folder = resolve(values.into ?? '.', folderOf(names));
    await createAlone(folder, names);
    const shown = relative(process.cwd(), folder);
    console.log(
      nextSteps(shown, [
        [`cd ${shown} && npm install`, 'what it is built and tested with'],
        [`src/${names.activation}.ts`, 'your formula, its title and paper'],
        ['npm run check', 'checks it on every backend, in seconds'],
        [`test/${names.activation}.test.ts`, 'documented and golden values; npm test compares them'],
        ['README.md', 'what it is'],
        ['npm publish', 'type check, tests and build come first'],
      ]),
    );
    console.log(
      '\nand compare it: npx rectified compare --recipe demo --activations relu,./src/index.ts --out runs',
    );
    return 0;
  } catch (error) {
    if (!isInputError(error) && !String((error as { code?: string }).code).startsWith('ERR_PARSE_ARGS'))
      throw error;
    console.error((error as Error).message);
    return 2;
  }
}
