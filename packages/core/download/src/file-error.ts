/** Returns whether `error` came from the file system (disk full, permission denied) rather than from the network. */
export function isFileError(error: unknown): error is NodeJS.ErrnoException {
  // fetch wraps every network error in a TypeError.
  return error instanceof Error && 'syscall' in error && !(error instanceof TypeError);
}
