import { join, relative } from 'node:path';
import { commandLine, nextSteps } from '@rectified/create-activation';
import { quoteForShell, runProgram } from '@rectified/system';
import { createInWorkspace } from './create-in-workspace.js';
import { refuseTakenNames } from './refuse-taken-names.js';
import { callersFolder, rootOf } from './root-of.js';

const usage = `usage: npm run new-activation -- [NAME] [--title TITLE] [--in WORKSPACE]

Makes a package for a new activation in packages/activations, as npm create @rectified/activation does elsewhere: formula,
tests, README; and a changeset, and makes it known to @rectified/activations. Asks for NAME if it is missing.

    npm run new-activation -- hard-swish
    npm run new-activation -- gelu --title GELU`;

await runProgram(() =>
  commandLine(process.argv.slice(2), {
    usage,
    place: 'in',
    scope: 'rectified',
    refuseTaken: (names, workspace) => refuseTakenNames(rootOf(workspace), names),
    async make(names, workspace) {
      const root = rootOf(workspace);
      const created = relative(root, await createInWorkspace(root, names));
      const away = relative(callersFolder, root);
      return nextSteps(join(away, created), [
        ...(away === '' ? [] : [[`cd ${quoteForShell(away)}`, 'the workspace'] as const]),
        ['npm install && npm run lock', 'links it into the workspace and the lock file'],
        [join(created, 'src', `${names.activation}.ts`), 'your formula, its title and paper'],
        ['npm run build', 'once in a clone, for the next command'],
        [`npx rectified check ./${join(created, 'src/index.ts')}`, 'checks it on every backend, in seconds'],
        [join(created, 'test', `${names.activation}.test.ts`), 'documented and golden values'],
        [join(created, 'README.md'), 'what it is'],
        [`npx nx test ${names.package}`, 'tests it'],
        ['npm run register && npm run build', 'lists its variants, and makes its name known to `rectified`'],
      ]);
    },
  }),
);
