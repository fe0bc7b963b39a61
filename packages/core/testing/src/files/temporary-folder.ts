import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Creates an empty folder and returns its path. `afterwards` is the hook of the test runner that says when it is removed: after a
 * file's tests (`afterAll`), or after this one (`onTestFinished`).
 *
 * @example
 * const folder = temporaryFolder(afterAll);
 */
export function temporaryFolder(afterwards: (remove: () => void) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'rectified-test-'));
  afterwards(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
