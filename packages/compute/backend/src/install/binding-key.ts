import type { NodePackage } from '../node-package.js';

/** Names a binding's folder in the cache: `tfjs-node-4.22.0-napi-v8-` and the beginning of a hash of all that it is made of. */
export function bindingKey({ name, version, napi }: NodePackage, sha256: string): string {
  return `${name.split('/')[1]}-${version}-napi-v${napi}-${sha256.slice(0, 12)}`;
}

/** Whether a folder of the cache with this name is a binding, of any version. */
export function isBindingKey(name: string): boolean {
  return /^tfjs-node(-gpu)?-\d+\.\d+\.\d+(-[\w.]+)?-napi-v\d+-[0-9a-f]{12}$/.test(name);
}
