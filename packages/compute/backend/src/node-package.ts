import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** tfjs-node or tfjs-node-gpu as a project has it. */
export interface NodePackage {
  name: string;
  version: string;
  folder: string;
  /** The version of Node-API that its binding is built for: the newest that both know. */
  napi: number;
}

/** The package that a project has. */
export function findNodePackage(project: string, name: string): NodePackage | undefined {
  try {
    const manifest = createRequire(join(project, 'package.json')).resolve(`${name}/package.json`);
    return readNodePackage(dirname(manifest), name);
  } catch {
    return undefined;
  }
}

/** The package that a file of it belongs to. */
export function nodePackageOf(file: string, name: string): NodePackage {
  const folder = dirname(file);
  return existsSync(join(folder, 'package.json'))
    ? readNodePackage(folder, name)
    : nodePackageOf(folder, name);
}

function readNodePackage(folder: string, name: string): NodePackage {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    version: string;
    binary: { napi_versions: number[] };
  };
  const known = manifest.binary.napi_versions.filter((version) => version <= Number(process.versions.napi));
  return { name, version: manifest.version, folder, napi: Math.max(...known) };
}

/** Where the package looks for its native part. */
export function bindingPath({ folder, napi }: NodePackage): string {
  return join(folder, 'lib', `napi-v${napi}`, 'tfjs_binding.node');
}

/** Where it looks for TensorFlow: a folder of its own, or a link into the cache. */
export function tensorflowPath({ folder }: NodePackage): string {
  return join(folder, 'deps');
}
