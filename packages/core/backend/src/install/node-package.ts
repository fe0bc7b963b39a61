import { readFileSync } from 'node:fs';
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

export function findNodePackage(project: string, name: string): NodePackage | undefined {
  let path: string;
  try {
    path = createRequire(join(project, 'package.json')).resolve(`${name}/package.json`);
  } catch {
    return undefined;
  }
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as {
    version: string;
    binary: { napi_versions: number[] };
  };
  const known = manifest.binary.napi_versions.filter((version) => version <= Number(process.versions.napi));
  return { name, version: manifest.version, folder: dirname(path), napi: Math.max(...known) };
}
