import { isInputError } from '@rectified/errors';
import { fileError } from '@rectified/system';

/** Why the result could not be written, in one line. */
export function reasonNotWritten(error: unknown): string {
  const known = fileError(error, 'stdout');
  return isInputError(known) ? known.message : `stdout: ${error instanceof Error ? error.message : error}`;
}
