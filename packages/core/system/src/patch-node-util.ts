import util from 'node:util';

/**
 * tfjs-node 4.22 calls two functions of Node's `util` that Node 22 warns about and later
 * versions removed (`isNullOrUndefined` in 23). Restores them; working ones are left alone.
 */
export function patchNodeUtil(): void {
  const deprecated = Number.parseInt(process.versions.node, 10) >= 22;
  if (!deprecated && 'isNullOrUndefined' in util) return;
  Object.assign(util, {
    isArray: Array.isArray,
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  });
}
