import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError, isInputError } from '@rectified/errors';
import { fileError, withTemporary } from '@rectified/system';
import { cachedParts } from '../cached-parts.js';
import { linkTarget } from './link-libraries.js';
import { remainsIn } from './remains.js';
import type { Removal, RemovedPart } from './removal.js';
import { removeTree } from './remove-tree.js';

interface Options {
  gpu: boolean;
  removal: Removal;
  signal?: AbortSignal;
}

/**
 * Removes our parts of a cache, or only those for GPUs, and what killed processes left there, or what an earlier removal was refused. Each is
 * moved out of the way first, so that nobody finds a half of it. Throws an `InputError`, with everything still there, if the cache cannot be written.
 */
export async function emptyCache(cache: string, { gpu, removal, signal }: Options): Promise<void> {
  const parts = cachedParts(cache).filter((part) => part.gpu || !gpu);
  const remains = await remainsIn(cache);
  if (parts.length + remains.length === 0) return;
  let refused = false;
  const use = async (temporary: string) => {
    for (const { name, file, bytes } of remains)
      await removal.take({ file: name }, async () => {
        // `withTemporary` has already removed it, or could not. Then this says why.
        await removeTree(file);
        return bytes;
      });
    for (const { file } of parts) {
      signal?.throwIfAborted();
      const away = join(temporary, basename(file));
      const isGone = await removal.take({ file, ...whereItLeads(file) }, () => takenAway(file, away));
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
  return removeTree(away);
}

/** Of a link that somebody put in the place of a part, only the link is removed: what it leads to need not be ours. */
function whereItLeads(file: string): Pick<RemovedPart, 'leadsTo'> {
  const target = linkTarget(file);
  const leadsTo = target === undefined ? undefined : resolve(dirname(file), target);
  return leadsTo !== undefined && existsSync(leadsTo) ? { leadsTo } : {};
}
