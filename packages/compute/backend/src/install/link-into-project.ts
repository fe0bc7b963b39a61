import { existsSync, realpathSync } from 'node:fs';
import { copyFile, mkdir, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { withTemporary } from '@rectified/system';
import { bindingDamage, bindingStamp, stampBinding } from '../check/binding-stamp.js';
import { bindingPath, type NodePackage, tensorflowPath } from '../node-package.js';
import { isFetched } from './is-fetched.js';
import { linkTarget } from './link-libraries.js';
import type { TensorFlowDistribution } from './tensorflow-distribution.js';

/**
 * Whether tfjs-node already has its binding and this TensorFlow, every byte of both as it was installed. Another cache's
 * is accepted if this one has none.
 */
export async function isLinked(
  distribution: TensorFlowDistribution,
  tfjsNode: NodePackage,
  cache: string,
): Promise<boolean> {
  const binding = bindingPath(tfjsNode);
  if (!existsSync(binding) || !existsSync(bindingStamp(binding)) || (await bindingDamage(binding)))
    return false;
  const deps = tensorflowPath(tfjsNode);
  if (!existsSync(deps)) return false; // or a link that leads nowhere
  const [tensorflow, here] = [realpathSync(deps), join(cache, distribution.key)];
  if (basename(tensorflow) !== distribution.key) return false;
  if (existsSync(here) && realpathSync(here) !== tensorflow) return false;
  return isFetched(distribution, tensorflow);
}

/**
 * Puts the binding where tfjs-node looks for it, and makes its folder `deps` a link to TensorFlow. Both by rename, so
 * that a process that is running or starting finds the old or the new one, never something incomplete.
 */
export async function linkIntoProject(
  tfjsNode: NodePackage,
  tensorflow: string,
  binding: string,
): Promise<void> {
  // Beside it, because a rename cannot cross file systems.
  await withTemporary(tfjsNode.folder, async (temporary) => {
    const target = bindingPath(tfjsNode);
    await mkdir(dirname(target), { recursive: true });
    // Until the new stamp is there, the binding has none, rather than another's.
    await rm(bindingStamp(target), { force: true });
    await copyFile(binding, join(temporary, 'binding'));
    await rename(join(temporary, 'binding'), target);
    await stampBinding(target, binding);

    const deps = tensorflowPath(tfjsNode);
    await symlink(tensorflow, join(temporary, 'deps'));
    // A folder that tfjs-node downloaded itself must be removed first; another installation may just have done so.
    if (existsSync(deps) && linkTarget(deps) === undefined) {
      await rename(deps, join(temporary, 'old')).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      });
    }
    await rename(join(temporary, 'deps'), deps);
  });
}

/** Undoes `linkIntoProject`. */
export async function unlinkFromProject(tfjsNode: NodePackage): Promise<void> {
  const binding = bindingPath(tfjsNode);
  await rm(tensorflowPath(tfjsNode), { recursive: true, force: true });
  for (const file of [binding, bindingStamp(binding)]) await rm(file, { force: true });
}
