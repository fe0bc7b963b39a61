import { fileError } from './file-error.js';

/** Does something with a file at once; what the file system refuses is an `InputError` ({@link fileError}). */
export function withFileError<T>(file: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw fileError(error, file);
  }
}
