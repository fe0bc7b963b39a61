import { fileError } from './file-error.js';

/** Runs a synchronous action on a file; throws an `InputError` if the file system refuses ({@link fileError}). */
export function withFileError<T>(file: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw fileError(error, file);
  }
}
