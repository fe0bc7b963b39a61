import { existsSync, readlinkSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { NodePackage } from './node-package.js';
import { TENSORFLOW_LIBRARIES } from './tensorflow-libraries.js';

function bindingPath({ folder, napi }: NodePackage): string {
  return join(folder, 'lib', `napi-v${napi}`, 'tfjs_binding.node');
}

/** Whether tfjs-node has its binding and this TensorFlow already. */
export function isLinked(distribution: string, tfjsNode: NodePackage): boolean {
  const deps = join(tfjsNode.folder, 'deps');
  // existsSync follows links: a cache that was emptied is noticed.
  const files = [bindingPath(tfjsNode), ...TENSORFLOW_LIBRARIES.map(({ file }) => join(deps, 'lib', file))];
  return files.every((file) => existsSync(file)) && linkTarget(deps) === distribution;
}

function linkTarget(path: string): string | undefined {
  try {
    return basename(readlinkSync(path));
  } catch {
    return undefined;
  }
}

/**
 * Puts the binding where tfjs-node looks for it, and makes its folder `deps` a link to TensorFlow. Both by rename, so
 * that a process that runs or starts meanwhile finds the old or the new, never something half.
 */
export async function linkIntoProject(
  tfjsNode: NodePackage,
  tensorflow: string,
  binding: string,
): Promise<void> {
  const temporary = await mkdtemp(join(tfjsNode.folder, '.deps-'));
  try {
    const target = bindingPath(tfjsNode);
    await mkdir(dirname(target), { recursive: true });
    await copyFile(binding, join(temporary, 'binding'));
    await rename(join(temporary, 'binding'), target);

    const deps = join(tfjsNode.folder, 'deps');
    await symlink(tensorflow, join(temporary, 'deps'));
    // A folder, what tfjs-node downloaded by itself, has to go first; another installation may just have done so.
    if (existsSync(deps) && linkTarget(deps) === undefined) {
      await rename(deps, join(temporary, 'old')).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      });
    }
    await rename(join(temporary, 'deps'), deps);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Takes back `linkIntoProject`. */
export async function unlinkFromProject(tfjsNode: NodePackage): Promise<void> {
  await rm(join(tfjsNode.folder, 'deps'), { recursive: true, force: true });
  await rm(bindingPath(tfjsNode), { force: true });
}
