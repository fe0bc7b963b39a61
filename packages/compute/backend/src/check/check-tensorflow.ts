import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { cacheFolder, damageOf, SEAL } from '@rectified/system';
import { bindingPath, type NodePackage, tensorflowPath } from '../node-package.js';
import { bindingDamage } from './binding-stamp.js';
import { lookOf, rememberWhole, wasSeenWhole } from './seen-whole.js';
import { tryLoading } from './try-loading.js';

/** The command that installs, or repairs, a package's native part. */
export function remedyFor({ name }: Pick<NodePackage, 'name'>): string {
  return name.endsWith('-gpu')
    ? '`npx @rectified/cli backend install --gpu` (or `installTensorFlow({ gpu: true })`)'
    : '`npx @rectified/cli backend install` (or `installTensorFlow()`)';
}

/**
 * Checks tfjs-node's native part before it is loaded, because loading a damaged one ends the process (SIGBUS, SIGILL).
 * Throws an error whose message says what is wrong and how to repair it.
 *
 * Every byte of the binding is compared with its stamp. TensorFlow's libraries, 850 MB, are compared if anything about them
 * has changed since they were last verified (some seconds), and then everything is first loaded in a separate process. What
 * tfjs-node has downloaded itself has no hashes to compare with, and is only tried.
 */
export async function checkTensorFlow(tfjsNode: NodePackage): Promise<void> {
  const binding = bindingPath(tfjsNode);
  const remedy = remedyFor(tfjsNode);
  if (!existsSync(binding)) throw new Error(`its native part is missing: ${remedy} builds it`);
  const damage = await bindingDamage(tfjsNode);
  if (damage) throw new Error(`its native part is damaged (${binding} ${damage}): ${remedy} repairs it`);
  const tensorflow = tensorflowPath(tfjsNode);
  const libraries = librariesIn(tensorflow);
  if (!libraries.some((path) => basename(path).includes('tensorflow')))
    throw new Error(`TensorFlow is missing (${tensorflow} has no library of it): ${remedy} brings it`);

  const look = lookOf([binding, ...libraries]);
  const folder = realpathSync(tensorflow);
  const sealed = existsSync(join(folder, SEAL));
  const caches = sealed ? [dirname(folder), cacheFolder()] : [cacheFolder()];
  if (wasSeenWhole(look, caches)) return;
  if (sealed) {
    const damage = await damageOf(folder);
    if (damage)
      throw new Error(`TensorFlow is damaged (${damage.file} ${damage.what}): ${remedy} repairs it`);
  }
  await tryLoading(tfjsNode).catch((cause: Error) => {
    throw new Error(`its native part does not load (${cause.message}): ${remedy} builds it anew`, { cause });
  });
  await rememberWhole(look, caches);
}

/** TensorFlow's libraries, and NVIDIA's beside them. */
function librariesIn(tensorflow: string): string[] {
  const nvidia = join(tensorflow, 'nvidia');
  const folders = [tensorflow, ...namesIn(nvidia).map((name) => join(nvidia, name))];
  return folders
    .map((folder) => join(folder, 'lib'))
    .flatMap((folder) => namesIn(folder).map((name) => join(folder, name)))
    .filter((path) => existsSync(path));
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
