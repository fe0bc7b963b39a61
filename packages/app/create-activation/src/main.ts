import { relative, resolve } from 'node:path';
import { quoteForShell } from '@rectified/system';
import type { ActivationNames } from './activation-names.js';
import { commandLine } from './command-line.js';
import { createAlone, folderOf } from './create-alone.js';
import { refuseExisting } from './new-folder.js';
import { nextSteps } from './next-steps.js';

const usage = `usage: npm create @rectified/activation [NAME] [-- --title TITLE] [--into FOLDER]

Makes a package for an activation function of your own: formula, tests, README. Asks for NAME if it is missing.
NAME is that of the npm package, lower case with hyphens: hard-swish or @acme/hard-swish.

    npm create @rectified/activation @acme/mish
    npm create @rectified/activation hard-swish -- --title Hard-Swish --into my-activations`;

/** The command line of `npm create @rectified/activation`. Returns the exit code: 0 created, 1 canceled. Throws an `InputError` for invalid input. */
export function main(argv: readonly string[]): Promise<number> {
  return commandLine(argv, {
    usage,
    place: 'into',
    refuseTaken: (names, into) => refuseExisting(placeOf(names, into)),
    async make(names, into) {
      const folder = placeOf(names, into);
      await sayingIfSlow(createAlone(folder, names));
      const shown = quoteForShell(relative(process.cwd(), folder));
      const steps = nextSteps(shown, [
        [`cd ${shown} && npm install`, 'what it is built and tested with'],
        [`src/${names.activation}.ts`, 'your formula, its title and paper'],
        ['npm run check', 'checks it on every backend, in seconds'],
        [`test/${names.activation}.test.ts`, 'documented and golden values; npm test compares them'],
        ['README.md', 'what it is'],
        ['npm publish', 'type check, tests and build come first'],
      ]);
      return `${steps}\n\nand compare it: npx rectified compare --recipe demo --activations relu,./src/index.ts --out runs`;
    },
  });
}

const placeOf = (names: ActivationNames, into = '.') => resolve(into, folderOf(names));

async function sayingIfSlow(making: Promise<void>): Promise<void> {
  const waiting = setTimeout(
    () => console.error('Waiting for the npm registry to say what the latest versions of Rectified are'),
    2000,
  );
  await making.finally(() => clearTimeout(waiting));
}
