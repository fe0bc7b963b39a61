import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { callable, checkOptions, having, optional, text, trueOrFalse } from '@rectified/errors';
import { abandonedIn, cacheFolder } from '@rectified/system';
import { folderOption } from '../folder-option.js';
import { bindingPath, findNodePackage, type NodePackage } from '../node-package.js';
import { emptyCache } from './empty-cache.js';
import { linkedFiles } from './linked-files.js';
import { Removal, type RemovedPart } from './removal.js';
import { removeTree } from './remove-tree.js';

export interface RemoveOptions {
  /** Only TensorFlow with CUDA and what links tfjs-node-gpu to it. Default false: everything. */
  gpu?: boolean;
  /** Where TensorFlow is kept for all projects. Default $RECTIFIED_CACHE, $XDG_CACHE_HOME/rectified or ~/.cache/rectified. */
  cache?: string;
  /** The folder whose `node_modules` has tfjs-node. Default the working directory. */
  project?: string;
  /** Receives each part that was removed, including those before an error or an abort. */
  onRemoved?: (part: RemovedPart) => void;
  /** An abort ends the removal after the current part: each part is away or as it was. */
  signal?: AbortSignal;
}

/**
 * Removes what `installTensorFlow` and `buildNative` have put into the cache, for all projects and in all versions, and this project's
 * links to it. Data sets in the cache stay, and so does a TensorFlow that tfjs-node has downloaded itself. Processes that are running keep
 * what they have loaded; stop comparisons first, because they start their later runs in new processes.
 *
 * An interrupted removal, even a killed one, is completed by the next call, and an installation installs everything anew. What the system does
 * not let be removed stays, and so does everything if the cache cannot be written: an `InputError` says what and why, as does every further call
 * until it is gone. Where somebody has put a link in the place of a part, only the link is removed, and the part's `leadsTo` says where it led.
 *
 * @example
 * const parts = await removeTensorFlow({ gpu: true });
 * console.log(parts.reduce((sum, { bytes }) => sum + bytes, 0)); // 5.8 GB
 */
export async function removeTensorFlow(options: RemoveOptions = {}): Promise<RemovedPart[]> {
  const folder = optional(text('the path of a folder'));
  const given = checkOptions('removeTensorFlow', options, {
    gpu: optional(trueOrFalse),
    cache: folder,
    project: folder,
    onRemoved: optional(callable()),
    signal: optional(having('the signal of an AbortController', 'aborted', 'throwIfAborted')),
  });
  const { gpu = false, onRemoved, signal } = given;
  const project = folderOption('project', given.project ?? '.');
  const cache = folderOption('cache', given.cache ?? cacheFolder());
  const names = gpu ? ['tfjs-node-gpu'] : ['tfjs-node-gpu', 'tfjs-node'];
  // Found, or refused, before anything is removed.
  const packages = names.flatMap((name) => findNodePackage(project, `@tensorflow/${name}`) ?? []);

  const removal = new Removal(onRemoved);
  // The cache first: where it cannot be written, everything stays.
  await emptyCache(cache, { gpu, removal, signal });
  for (const tfjsNode of packages) {
    signal?.throwIfAborted();
    await unlink(tfjsNode, removal);
  }
  removal.complain();
  return removal.removed;
}

/**
 * Takes from a package what was installed into it, and what killed installations left beside that. If one file stays, so do the next, by
 * which another removal recognizes it.
 */
async function unlink(tfjsNode: NodePackage, removal: Removal): Promise<void> {
  for (const folder of [tfjsNode.folder, dirname(bindingPath(tfjsNode))])
    for (const file of existsSync(folder) ? await abandonedIn(folder) : [])
      await removal.take({ file }, () => removeTree(file));
  for (const file of linkedFiles(tfjsNode))
    if (!(await removal.take({ file }, () => removeTree(file)))) return;
}
