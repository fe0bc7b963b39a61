import { readArguments } from '@rectified/create-activation';
import { InputError } from '@rectified/errors';
import { runProgram } from '@rectified/system';
import { changeWorkspace } from './change-workspace.js';
import { removeOrphanedChangesets } from './remove-orphaned-changesets.js';
import { rootOf } from './root-of.js';
import { stageRegistration } from './stage-registration.js';

const usage = `usage: npm run register -- [--in WORKSPACE]

Registers every activation in packages/activations wherever all of them must be, and no other.`;

await runProgram(async () => {
  const { names, help, values } = readArguments(process.argv.slice(2), ['in']);
  if (help) {
    console.log(usage);
    return 0;
  }
  if (names.length > 0)
    throw new InputError({
      what: 'names',
      expected: 'none',
      got: names.join(' '),
      remedy: usage.split('\n')[0],
    });
  const workspace = rootOf(values.in);
  const changed = await changeWorkspace(workspace, async (staged) => {
    await stageRegistration(workspace, staged);
    removeOrphanedChangesets(workspace);
  });
  console.log(
    changed.length === 0
      ? 'All activations were registered already: nothing changed'
      : `Registered all activations in ${changed.join(', ')}`,
  );
  return 0;
});
