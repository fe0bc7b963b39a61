import { rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hashFile, syncPath } from '@rectified/system';
import { findKernels, kernelsFile, kernelsOf, stampKernels, stampsIn } from './built-kernels.js';

/**
 * Moves compiled kernels to their final name and writes their stamp, each by a rename: a process that starts meanwhile finds either the
 * old kernels or the new ones.
 */
export async function keepKernels(stamp: string, built: string, compiler: string): Promise<string> {
  await syncPath(built);
  const hash = await hashFile(built);
  const path = join(dirname(stamp), kernelsFile(stamp, hash));
  await rename(built, path);
  await stampKernels(stamp, { ...hash, path, compiler });
  await removeUseless(dirname(stamp), stamp);
  return path;
}

const HOUR = 60 * 60 * 1000;

/** Removes broken stamps, and kernels that no stamp names unless another process has just built them. */
async function removeUseless(cache: string, fresh: string): Promise<void> {
  for (const stamp of stampsIn(cache)) {
    const found = findKernels(stamp);
    const named = found && 'path' in found ? found.path : undefined;
    for (const path of kernelsOf(stamp)) {
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
      if (path !== named && Date.now() - mtimeMs > HOUR) await rm(path, { force: true });
    }
    if (named === undefined && stamp !== fresh) await rm(stamp, { force: true });
  }
}
