import { existsSync, realpathSync } from 'node:fs';
import { copyFile, mkdir, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { withTemporary } from '@rectified/system';
import { bindingDamage, bindingStamp, stampBinding } from '../check/binding-stamp.js';
import { bindingPath, hasOwnTensorFlow, type NodePackage, tensorflowPath } from '../node-package.js';
import { isFetched } from './is-fetched.js';
import { isOurLink } from './linked-files.js';
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
  if (!existsSync(binding) || !existsSync(bindingStamp(binding)) || (await bindingDamage(tfjsNode)))
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
 * that a process that is running or starting finds the old or the new one, never something incomplete. After every step, even if this
 * process is killed there, `linkedFiles` recognizes what is ours.
 */
export async function linkIntoProject(
  tfjsNode: NodePackage,
  tensorflow: string,
  binding: string,
): Promise<void> {
  // Beside it, because a rename cannot cross file systems.
  await withTemporary(tfjsNode.folder, async (temporary) => {
    const [target, deps] = [bindingPath(tfjsNode), tensorflowPath(tfjsNode)];
    await mkdir(dirname(target), { recursive: true });
    await copyFile(binding, join(temporary, 'binding'));
    await symlink(tensorflow, join(temporary, 'deps'));
    // Without a stamp or a link of ours, nobody would know whose the old binding is.
    if (existsSync(target) && !isOurLink(deps)) await moveAway(target, join(temporary, 'old-binding'));
    // Until the new stamp is there, the binding has none, rather than another's.
    await rm(bindingStamp(target), { force: true });
    // A link cannot take the place of a folder.
    if (hasOwnTensorFlow(tfjsNode)) await moveAway(deps, join(temporary, 'old-deps'));
    // The link comes first: it marks the binding as ours before that has a stamp.
    await rename(join(temporary, 'deps'), deps);
    await rename(join(temporary, 'binding'), target);
    await stampBinding(target, binding);
  });
}

/** Does nothing if another installation has just done so. */
async function moveAway(from: string, to: string): Promise<void> {
  await rename(from, to).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}

/** Undoes `linkIntoProject`, in the order of `linkedFiles`. */
export async function unlinkFromProject(tfjsNode: NodePackage): Promise<void> {
  const binding = bindingPath(tfjsNode);
  await rm(binding, { force: true });
  await rm(tensorflowPath(tfjsNode), { recursive: true, force: true });
  await rm(bindingStamp(binding), { force: true });
}
