import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isInputError } from '@rectified/errors';
import { runProgram } from '@rectified/system';
import { changeWorkspace } from './change-workspace.js';
import { removeOrphanedChangesets } from './remove-orphaned-changesets.js';
import { stageRegistration } from './stage-registration.js';

/** `npm run register`: registers every activation wherever all of them must be. */
await runProgram(async () => {
  try {
    const { values } = parseArgs({ options: { in: { type: 'string' } } });
    const workspace = resolve(values.in ?? resolve(import.meta.dirname, '../..'));
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
  } catch (error) {
    if (!isInputError(error) && !String((error as { code?: string }).code).startsWith('ERR_PARSE_ARGS'))
      throw error;
    console.error((error as Error).message);
    return 2;
  }
});
