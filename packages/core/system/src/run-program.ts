import { isInputError, shown, wholeNumber } from '@rectified/errors';
import { fileError } from './file-error.js';
import { writeWhole } from './write-whole.js';

const exitCode = wholeNumber({ to: 255 });

/**
 * Runs a program's `main`, and makes what it returns, a whole number from 0 to 255, the exit code of this process once its output is written.
 * An `InputError` or a refusal of the file system becomes a message on stderr and the exit code 2. A reader of stdout who leaves, as in
 * `... | head`, has what it wanted. Where stdout cannot be written, or not to its end, for any other reason, one line on stderr says why, and
 * the exit code is 1 instead of 0.
 * `prefix`: how these messages begin.
 */
export async function runProgram(main: () => Promise<number>, prefix = ''): Promise<void> {
  const { stdout, stderr } = process;
  let lost: unknown;
  writeWhole(stdout);
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') lost ??= error;
  });
  stderr.on('error', () => {}); // Nobody is left who could be told.
  try {
    process.exitCode = checked(await main());
  } catch (thrown) {
    const error = fileError(thrown);
    if (!isInputError(error)) throw error;
    stderr.write(`${prefix}${error.message}\n`);
    process.exitCode = error.exitCode;
  }
  await new Promise((written) => stdout.write('', written));
  if (lost === undefined) return;
  const reason = fileError(lost, 'stdout');
  stderr.write(`${prefix}${isInputError(reason) ? reason.message : `stdout: ${(lost as Error).message}`}\n`);
  process.exitCode ||= 1;
}

/** The system keeps only the lowest 8 bits of an exit code: 256 would mean success. */
function checked(code: number): number {
  if (exitCode.fits(code)) return code;
  throw new RangeError(`exit code of main: expected ${exitCode.expected}, got ${shown(code)}`);
}
