import { isInputError } from '@rectified/errors';
import { fileError } from './file-error.js';

/**
 * Runs a program's `main`, and makes what it returns the exit code of this process once its output is written. An `InputError`
 * or a refusal of the file system becomes a message on stderr and the exit code 2. A reader of stdout who leaves, as in `... | head`, has
 * what it wanted. Where stdout cannot be written for any other reason, one line on stderr says why, and the exit code is 1 instead of 0.
 * `prefix`: how these messages begin.
 */
export async function runProgram(main: () => Promise<number>, prefix = ''): Promise<void> {
  const { stdout, stderr } = process;
  let lost: unknown;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') lost ??= error;
  });
  stderr.on('error', () => {}); // Nobody is left who could be told.
  process.exitCode = await main().catch((thrown) => {
    const error = fileError(thrown);
    if (!isInputError(error)) throw error;
    stderr.write(`${prefix}${error.message}\n`);
    return error.exitCode;
  });
  await new Promise((written) => stdout.write('', written));
  if (lost === undefined) return;
  const reason = fileError(lost, 'stdout');
  stderr.write(`${prefix}${isInputError(reason) ? reason.message : `stdout: ${(lost as Error).message}`}\n`);
  process.exitCode ||= 1;
}
