import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { activationNames, askForNames, demandTerminal, nextSteps } from '@rectified/create-activation';
import { isInputError } from '@rectified/errors';
import { createInWorkspace } from './create-in-workspace.js';

const usage = `usage: npm run new-activation -- [NAME] [--title TITLE] [--in WORKSPACE]

Makes a package for a new activation in packages/activations, as npm create @rectified/activation does elsewhere: formula,
tests, README; and a changeset, and makes it known to @rectified/activations. Asks for NAME where it is not given.

    npm run new-activation -- hard-swish
    npm run new-activation -- gelu --title GELU`;

// npm runs scripts in the workspace's root; a path is meant from where the user is.
const cwd = process.env.INIT_CWD ?? process.cwd();

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      title: { type: 'string' },
      in: { type: 'string', default: resolve(import.meta.dirname, '../..') },
      help: { type: 'boolean' },
    },
  });
  const [name] = positionals;
  if (values.help) console.log(usage);
  else {
    if (name === undefined) demandTerminal(usage);
    const { title } = values;
    const names =
      name === undefined
        ? await askForNames({ scope: 'rectified' })
        : activationNames(name, { title, scope: 'rectified' });
    if (names === undefined) process.exitCode = 1;
    else {
      const folder = await createInWorkspace(resolve(cwd, values.in), names);
      const shown = relative(cwd, folder);
      console.log(
        nextSteps(shown, [
          ['npm install && npm run lock', 'link it into the workspace, and name it in the lock file'],
          [join(shown, 'src', `${names.activation}.ts`), 'your formula, its title and paper'],
          [`npx rectified check ./${join(shown, 'src/index.ts')}`, 'checks it on every backend, in seconds'],
          [join(shown, 'test', `${names.activation}.test.ts`), 'documented and golden values'],
          [join(shown, 'README.md'), 'what it is'],
          [`npx nx test ${names.package}`, 'tests it'],
          ['npm run register', 'once more, where it has got variants: the table of all activations'],
        ]),
      );
    }
  }
} catch (error) {
  if (!isInputError(error) && !String((error as { code?: string }).code).startsWith('ERR_PARSE_ARGS'))
    throw error;
  console.error((error as Error).message);
  process.exitCode = 2;
}
