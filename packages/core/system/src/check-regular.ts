import { statSync } from 'node:fs';

/** Throws a file system error if a path leads to a pipe, a socket or a device: reading it might never end, and nothing could interrupt it. */
export function checkRegular(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined || found.isFile() || found.isDirectory()) return;
  throw Object.assign(new Error('not a regular file'), { code: 'ENXIO', path: file });
}
