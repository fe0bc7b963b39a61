import { resolve } from 'node:path';
import { isInputError } from '@rectified/errors';
import { changeWorkspace } from './change-workspace.js';
import { stageRegistration } from './stage-registration.js';

/** `npm run register`: registers every activation wherever all of them must be. */
const workspace = resolve(import.meta.dirname, '../..');
await changeWorkspace(workspace, (staged) => stageRegistration(workspace, staged)).catch((error) => {
  if (!isInputError(error)) throw error;
  console.error(error.message);
  process.exitCode = 2;
});
