import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { InputError } from '@rectified/errors';

/** tfjs-node or tfjs-node-gpu as a project has it. */
export interface NodePackage {
  name: string;
  version: string;
  folder: string;
  /** The version of Node-API that its binding is built for: the newest that both know. */
  napi: number;
}

/** What is read of its package.json. */
interface Manifest {
  version: string;
  binary?: { napi_versions?: number[] };
}

/** The package that a project has. Throws an `InputError` if the package, or the project, has a damaged package.json. */
export function findNodePackage(project: string, name: string): NodePackage | undefined {
  let manifest: string;
  try {
    manifest = createRequire(join(project, 'package.json')).resolve(`${name}/package.json`);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'MODULE_NOT_FOUND') return undefined;
    // The message names the file.
    throw new InputError({
      what: `a package.json cannot be read, so ${name} cannot be found`,
      got: message,
      remedy: 'Repair the file, or install the package anew',
      cause,
    });
  }
  return readNodePackage(dirname(manifest), name);
}

/** The package that a file of it belongs to. */
export function nodePackageOf(file: string, name: string): NodePackage {
  const folder = dirname(file);
  return existsSync(join(folder, 'package.json'))
    ? readNodePackage(folder, name)
    : nodePackageOf(folder, name);
}

function readNodePackage(folder: string, name: string): NodePackage {
  const file = join(folder, 'package.json');
  try {
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
    if (!manifest.binary?.napi_versions) throw new Error('no `napi_versions`, for which it could be built');
    const known = manifest.binary.napi_versions.filter((version) => version <= Number(process.versions.napi));
    return { name, version: manifest.version, folder, napi: Math.max(...known) };
  } catch (cause) {
    throw new InputError({
      what: `the package.json of ${name} is damaged`,
      got: (cause as Error).message,
      file,
      remedy: `Install it anew: \`npm install --ignore-scripts ${name}@4.22.0\``,
      cause,
    });
  }
}

/** Where the package looks for its native part. */
export function bindingPath({ folder, napi }: NodePackage): string {
  return join(folder, 'lib', `napi-v${napi}`, 'tfjs_binding.node');
}

/** Where it looks for TensorFlow: a folder of its own, or a link into the cache. */
export function tensorflowPath({ folder }: NodePackage): string {
  return join(folder, 'deps');
}

/** Whether it has downloaded its TensorFlow itself: we make `deps` a link. */
export function hasOwnTensorFlow(tfjsNode: NodePackage): boolean {
  const deps = lstatSync(tensorflowPath(tfjsNode), { throwIfNoEntry: false });
  return deps !== undefined && !deps.isSymbolicLink();
}
