import { type Dirent, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isKernelsName } from '@rectified/native';
import { SEEN_WHOLE } from './check/seen-whole.js';
import { isBindingKey } from './install/binding-key.js';
import { isTensorFlowKey } from './install/tensorflow-distribution.js';

/** A file of the cache, or a folder with its contents, that `installTensorFlow`, `buildNative` or the check before loading has made. */
export interface CachedPart {
  readonly file: string;
  readonly kind: 'tensorflow' | 'binding' | 'kernels' | 'seen-whole';
  /** Whether only tfjs-node-gpu uses it. */
  readonly gpu: boolean;
}

/**
 * Everything of ours in a cache, in all versions. The folder may hold more than that, such as data sets or somebody's
 * `tensorflow-models`: only whole names count that our code makes, and a folder's name only for a folder.
 */
export function cachedParts(cache: string): CachedPart[] {
  const entries = existsSync(cache) ? readdirSync(cache, { withFileTypes: true }) : [];
  return entries.flatMap((entry) => {
    const kind = kindOf(entry);
    const gpu = (kind === 'tensorflow' || kind === 'binding') && entry.name.includes('-gpu-');
    return kind === undefined ? [] : [{ file: join(cache, entry.name), kind, gpu }];
  });
}

function kindOf(entry: Dirent): CachedPart['kind'] | undefined {
  const { name } = entry;
  // Somebody may have moved a part to another disk and left a link.
  const isLink = entry.isSymbolicLink();
  if ((isLink || entry.isFile()) && isKernelsName(name)) return 'kernels';
  if (!isLink && !entry.isDirectory()) return undefined;
  if (isTensorFlowKey(name)) return 'tensorflow';
  if (isBindingKey(name)) return 'binding';
  return name === SEEN_WHOLE ? 'seen-whole' : undefined;
}
