import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { InputError, isInputError } from '@rectified/errors';
import { abandonedIn, fileError, withTemporary } from '@rectified/system';
import { cachedParts } from '../cached-parts.js';
import type { Removal } from './removal.js';
import { sizeOf } from './size-of.js';

interface Options {
  gpu: boolean;
  removal: Removal;
  signal?: AbortSignal;
}

/**
 * Removes our parts of a cache, or only those for GPUs, and what killed processes left there. Each is moved out of the way
 * first, so that nobody finds a half of it. Throws an `InputError`, with everything still there, if the cache cannot be written.
 */
export async function emptyCache(cache: string, { gpu, removal, signal }: Options): Promise<void> {
  const parts = cachedParts(cache).filter((part) => part.gpu || !gpu);
  const abandoned = existsSync(cache) ? await abandonedIn(cache) : [];
  if (parts.length + abandoned.length === 0) return;
  const left = await Promise.all(abandoned.map(async (file) => ({ file, bytes: await sizeOf(file) })));
  let refused = false;
  const use = async (temporary: string) => {
    // `withTemporary` has already removed these, where it could.
    for (const part of left) if (!existsSync(part.file)) removal.add(part);
    for (const { file } of parts) {
      signal?.throwIfAborted();
      const away = join(temporary, basename(file));
      const isGone = await removal.take(file, () => takenAway(file, away));
      refused ||= !isGone;
    }
  };
  try {
    await withTemporary(cache, use);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    // The temporary folder cannot be removed for what is left of a part, which `removal` has noted.
    if (refused) return;
    const known = fileError(error);
    if (!isInputError(known)) throw error;
    // Not the temporary folder, whose name means nothing to users.
    const remedy = 'Make the folder writable, or call this as the user to whom it belongs';
    throw new InputError({ ...known.details, file: cache, remedy });
  }
}

/** Returns the bytes of what was removed; `undefined` if another removal has just done so. */
async function takenAway(file: string, away: string): Promise<number | undefined> {
  try {
    await rename(file, away);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const bytes = await sizeOf(away);
  await rm(away, { recursive: true, force: true });
  return bytes;
}
