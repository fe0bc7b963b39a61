import { InputError } from '@rectified/errors';
import { isAsSealed } from '@rectified/system';

/**
 * Throws an InputError if the text of a run's file is not what was written. Text that is not JSON is left to the
 * parser, and so is format 1, which has no hashes to check.
 */
export function checkSealed(text: string, file: string, remedy: string): void {
  if (isAsSealed(text) ?? !hasLostItsHash(text)) return;
  throw new InputError({ what: 'damaged: it is not what was written', file, remedy });
}

function hasLostItsHash(text: string): boolean {
  try {
    const { format, sha256 } = Object(JSON.parse(text)) as { format?: unknown; sha256?: unknown };
    return format === 2 || sha256 !== undefined;
  } catch {
    return false;
  }
}
