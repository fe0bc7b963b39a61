import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { NodePackage } from './node-package.js';
import { tensorflowLibraries } from './tensorflow-libraries.js';

/** What is installed where; written last, so that its presence says that all is there. */
const RECORD = 'rectified.json';

function record(distribution: string, { version, napi }: NodePackage): string {
  return JSON.stringify({ tensorflow: distribution, 'tfjs-node': version, napi });
}

function bindingPath({ folder, napi }: NodePackage): string {
  return join(folder, 'lib', `napi-v${napi}`, 'tfjs_binding.node');
}

/** Whether tfjs-node has its binding and this TensorFlow already. */
export function isLinked(distribution: string, tfjsNode: NodePackage): boolean {
  const deps = join(tfjsNode.folder, 'deps');
  // existsSync follows links: a cache that was emptied is noticed.
  const files = [
    bindingPath(tfjsNode),
    ...tensorflowLibraries().map(({ file }) => join(deps, 'lib', file)),
    join(deps, RECORD),
  ];
  return (
    files.every((file) => existsSync(file)) &&
    readFileSync(join(deps, RECORD), 'utf8') === record(distribution, tfjsNode)
  );
}

/** Puts the binding and links to TensorFlow where tfjs-node looks for them. */
export async function linkIntoProject(
  distribution: string,
  tfjsNode: NodePackage,
  tensorflow: string,
  binding: string,
): Promise<void> {
  const deps = join(tfjsNode.folder, 'deps');
  const temporary = await mkdtemp(join(tfjsNode.folder, '.deps-'));
  try {
    const fresh = join(temporary, 'deps');
    await mkdir(join(fresh, 'lib'), { recursive: true });
    for (const { file, names } of tensorflowLibraries()) {
      for (const name of names) await symlink(join(tensorflow, 'tensorflow', file), join(fresh, 'lib', name));
    }
    await symlink(join(tensorflow, 'tensorflow', 'include'), join(fresh, 'include'));
    // TensorFlow looks for NVIDIA's libraries beside its own folder, as in Python's site-packages.
    if (existsSync(join(tensorflow, 'nvidia')))
      await symlink(join(tensorflow, 'nvidia'), join(fresh, 'nvidia'));
    await writeFile(join(fresh, RECORD), record(distribution, tfjsNode));

    // By rename: a process that has the old files open keeps them.
    const target = bindingPath(tfjsNode);
    await mkdir(dirname(target), { recursive: true });
    await copyFile(binding, join(temporary, 'tfjs_binding.node'));
    await rename(join(temporary, 'tfjs_binding.node'), target);
    if (existsSync(deps)) await rename(deps, join(temporary, 'old'));
    await rename(fresh, deps);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Takes back `linkIntoProject`. */
export async function unlinkFromProject(tfjsNode: NodePackage): Promise<void> {
  await rm(join(tfjsNode.folder, 'deps'), { recursive: true, force: true });
  await rm(bindingPath(tfjsNode), { force: true });
}
