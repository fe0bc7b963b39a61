import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The path of a file of this package that is not code. */
export function ownFile(name: string): string {
  return join(dirname(createRequire(import.meta.url).resolve('@rectified/backend/package.json')), name);
}
