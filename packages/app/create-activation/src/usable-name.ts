import type { InputErrorDetails } from '@rectified/errors';
import { camel, pascal } from './spelling.js';

const what = 'name of an activation';

/** Names used by the template's files, besides globals and reserved words. */
const taken = [
  ...[
    'LayerConfig',
    'activation',
    'await',
    'described',
    'description',
    'describe',
    'expect',
    'formula',
    'index',
    'it',
  ],
  ...['layerOf', 'loadBackends', 'model', 'opOf', 'sequential', 'testActivation', 'tf', 'x'],
];

/** Why a name cannot be that of a file, a function and a class; undefined if it can. */
export function usableName(name: string): InputErrorDetails | undefined {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    return { what, expected: 'lower case with hyphens (hard-swish)', got: JSON.stringify(name) };
  if (name.length > 100) return { what, expected: 'at most 100 characters', got: String(name.length) };
  if (/^(aux|con|nul|prn|com\d|lpt\d)$/.test(name))
    return { what: `${what}: Windows has no folder "${name}"`, remedy: 'Choose another name' };
  const [op, layer] = [camel(name), pascal(name)];
  if ([op, layer, `${layer}Config`].every(isFree)) return undefined;
  return {
    what: `${what}: "${name}" cannot be called ${op} and ${layer} in TypeScript`,
    expected: 'neither a reserved word, nor a global, nor a name that the package uses',
    remedy: 'Choose another name',
  };
}

function isFree(identifier: string): boolean {
  if (taken.includes(identifier) || identifier in globalThis) return false;
  try {
    new Function(`'use strict'; const ${identifier} = 0;`);
    return true;
  } catch {
    return false;
  }
}
