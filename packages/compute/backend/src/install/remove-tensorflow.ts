import { existsSync } from 'node:fs';
import { readdir, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { checkOptions, optional, text, trueOrFalse } from '@rectified/errors';
import { cacheFolder, withTemporary } from '@rectified/system';
import { bindingStamp } from '../check/binding-stamp.js';
import { bindingPath, findNodePackage, type NodePackage, tensorflowPath } from '../node-package.js';
import { unlinkFromProject } from './link-into-project.js';
import { linkTarget } from './link-libraries.js';
import { sizeOf } from './size-of.js';

export interface RemoveOptions {
  /** Only TensorFlow with CUDA and what links tfjs-node-gpu to it. Default false: everything. */
  gpu?: boolean;
  /** Where TensorFlow is kept for all projects. Default $RECTIFIED_CACHE, $XDG_CACHE_HOME/rectified or ~/.cache/rectified. */
  cache?: string;
  /** The folder whose `node_modules` has tfjs-node. Default the working directory. */
  project?: string;
}

/** What was removed. */
export interface RemovedPart {
  /** A file, or a folder with its contents. */
  readonly file: string;
  readonly bytes: number;
}

// Whole names: the folder may be one that holds more than our cache, such as somebody's `tensorflow-models`.
const everything =
  /^(tensorflow-[\d.]+-(cpu|gpu)-\w+-\w+|tfjs-node(-gpu)?-[\d.]+-napi-v\d+-[\da-f]+|(native|row)-[\da-f-]+\.(node|json)|seen-whole)$/;
const forGpus = /^(tensorflow-[\d.]+-gpu-\w+-\w+|tfjs-node-gpu-[\d.]+-napi-v\d+-[\da-f]+)$/;

/**
 * Removes what `installTensorFlow` and `buildNative` have put into the cache, for all projects and in all versions, and this project's
 * links to it. Data sets in the cache stay, and so does a TensorFlow that tfjs-node has downloaded itself. Processes that are running keep
 * what they have loaded. An interrupted removal is completed by the next call or installation.
 *
 * @example
 * const parts = await removeTensorFlow({ gpu: true });
 * console.log(parts.reduce((sum, { bytes }) => sum + bytes, 0)); // 5.8 GB
 */
export async function removeTensorFlow(options: RemoveOptions = {}): Promise<RemovedPart[]> {
  const folder = optional(text('the path of a folder'));
  const {
    gpu = false,
    cache = cacheFolder(),
    project = '.',
  } = checkOptions('removeTensorFlow', options, {
    gpu: optional(trueOrFalse),
    cache: folder,
    project: folder,
  });
  const parts: RemovedPart[] = [];
  for (const name of gpu ? ['tfjs-node-gpu'] : ['tfjs-node-gpu', 'tfjs-node']) {
    const tfjsNode = findNodePackage(resolve(project), `@tensorflow/${name}`);
    if (tfjsNode) parts.push(...(await unlinked(tfjsNode)));
  }
  return [...parts, ...(await emptied(resolve(cache), gpu ? forGpus : everything))];
}

/** Takes from a package what was installed into it. */
async function unlinked(tfjsNode: NodePackage): Promise<RemovedPart[]> {
  const [binding, deps] = [bindingPath(tfjsNode), tensorflowPath(tfjsNode)];
  if (!existsSync(bindingStamp(binding)) || linkTarget(deps) === undefined) return [];
  const bytes = await sizeOf(binding);
  await unlinkFromProject(tfjsNode);
  return [
    { file: deps, bytes: 0 },
    { file: binding, bytes },
  ];
}

/** Moves everything out of the way first, so that nobody finds a half. */
async function emptied(cache: string, names: RegExp): Promise<RemovedPart[]> {
  if (!existsSync(cache)) return [];
  return withTemporary(cache, async (temporary) => {
    const parts: RemovedPart[] = [];
    for (const name of (await readdir(cache)).filter((name) => names.test(name))) {
      const [file, away] = [join(cache, name), join(temporary, name)];
      // Another removal may just have done so.
      const isMine = await rename(file, away).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return false;
          throw error;
        },
      );
      if (isMine) parts.push({ file, bytes: await sizeOf(away) });
    }
    return parts;
  });
}
