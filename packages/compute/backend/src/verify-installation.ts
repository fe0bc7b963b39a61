import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkOptions, optional, text } from '@rectified/errors';
import { inspectKernels } from '@rectified/native';
import { cacheFolder, damageOf, SEAL } from '@rectified/system';
import { cachedParts } from './cached-parts.js';
import { bindingDamage, isStamped } from './check/binding-stamp.js';
import { folderOption } from './folder-option.js';
import { bindingPath, findNodePackage, type NodePackage, tensorflowPath } from './node-package.js';

/** An installed part, and what is wrong with it. */
export interface InstalledPart {
  /** A file, or a folder with its contents; the damaged file, if there is one. */
  file: string;
  /** Continues after the file's name: `differs from what was written`. Absent if every byte is as it was written. */
  damage?: string;
}

/**
 * Compares every byte that `installTensorFlow` and `buildNative` have put into the cache and into a project with its recorded
 * hash (0.9 GB, some seconds). It also finds corruption by the disk, which the check before
 * loading does not. `installTensorFlow` and `buildNative` repair damage.
 *
 * @example
 * for (const { file, damage } of await verifyInstallation()) if (damage) console.error(file, damage);
 */
export async function verifyInstallation(
  options: { cache?: string; project?: string } = {},
): Promise<InstalledPart[]> {
  const folder = optional(text('the path of a folder'));
  const given = checkOptions('verifyInstallation', options, {
    cache: folder,
    project: folder,
  });
  const project = folderOption('project', given.project ?? '.');
  const cache = folderOption('cache', given.cache ?? cacheFolder());
  const packages = ['tfjs-node-gpu', 'tfjs-node'].flatMap(
    (name) => findNodePackage(project, `@tensorflow/${name}`) ?? [],
  );
  const linked = packages
    .map(tensorflowPath)
    .filter((path) => existsSync(path))
    .map((path) => realpathSync(path));
  const folders = new Set([...foldersIn(cache), ...linked]);
  const parts: InstalledPart[] = [];
  for (const folder of folders) parts.push(await verifyFolder(folder));
  for (const tfjsNode of packages) parts.push(...(await verifyPackage(tfjsNode)));
  const caches = new Set([cache, ...linked.map((path) => dirname(path))]);
  return [...parts, ...[...caches].flatMap(inspectKernels)];
}

const UNKNOWN = 'has no hash to compare with';

async function verifyFolder(folder: string): Promise<InstalledPart> {
  if (!existsSync(join(folder, SEAL))) return { file: folder, damage: UNKNOWN };
  const damage = await damageOf(folder);
  return damage ? { file: damage.file, damage: damage.what } : { file: folder };
}

/** What a package has in `node_modules`; nothing if it was never built. */
async function verifyPackage(tfjsNode: NodePackage): Promise<InstalledPart[]> {
  const [file, tensorflow] = [bindingPath(tfjsNode), tensorflowPath(tfjsNode)];
  const parts: InstalledPart[] = [];
  const [built, stamped] = [existsSync(file), isStamped(tfjsNode)];
  if (built || stamped)
    parts.push({ file, damage: built && !stamped ? UNKNOWN : await bindingDamage(tfjsNode) });
  if ((built || stamped) && !existsSync(tensorflow))
    parts.push({ file: tensorflow, damage: 'leads nowhere' });
  return parts;
}

function foldersIn(cache: string): string[] {
  const sealed = cachedParts(cache).filter(({ kind }) => kind === 'tensorflow' || kind === 'binding');
  return sealed.map(({ file }) => file);
}
