import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { abandonedIn } from '@rectified/system';
import { cachedParts } from '../cached-parts.js';
import { sizeOf } from './size-of.js';

/** What is left of a part of the cache, or of one that was being made. */
export interface Remains {
  /** The path by which people know it: of the part before a removal moved it out of the way, if it was one. */
  readonly name: string;
  /** Where it is. */
  readonly file: string;
  readonly bytes: number;
}

/** What processes have left in the temporary folders of a cache, because they were killed or because the system refused to remove it. */
export async function remainsIn(cache: string): Promise<Remains[]> {
  const abandoned = existsSync(cache) ? await abandonedIn(cache) : [];
  const left = abandoned.flatMap((folder) => {
    const moved = isFolder(folder) ? cachedParts(folder) : [];
    return moved.length > 0
      ? moved.map(({ file }) => ({ name: join(cache, basename(file)), file }))
      : [{ name: folder, file: folder }];
  });
  return Promise.all(left.map(async (remains) => ({ ...remains, bytes: await sizeOf(remains.file) })));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
