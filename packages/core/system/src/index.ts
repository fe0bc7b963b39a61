export { cacheFolder } from './cache-folder.js';
export { fileError } from './file-error.js';
export { isRunning } from './is-running.js';
export { makeOnce } from './make-once.js';
export { mendUtil } from './mend-util.js';
export { CommandError, type CommandOptions, runCommand } from './run-command.js';
