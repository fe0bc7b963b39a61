/**
 * Runs an action while the current directory is a new temporary folder, which is removed afterwards; anything written by mistake
 * ends up there. For Node; not in worker threads, which have no directory of their own.
 *
 * @example
 * expect(await inScratchFolder(() => unrefusedCalls(api))).toEqual([]);
 */
export async function inScratchFolder<T>(action: () => T | Promise<T>): Promise<T> {
  // Imported when used: the rest of this package runs in browsers, too.
  const { mkdtemp, rm } = await import('node:fs/promises');
  const { tmpdir } = await import('node:os');
  const { join } = await import('node:path');
  const before = process.cwd();
  const folder = await mkdtemp(join(tmpdir(), 'scratch-'));
  process.chdir(folder);
  try {
    return await action();
  } finally {
    process.chdir(before);
    await rm(folder, { recursive: true });
  }
}
