import { type ElementwiseFunction, uniform } from '@rectified/activation';
import type { Expression } from '@rectified/expression';
import { type Addon, type LoadedAddon, loadedAddon } from '../addon.js';
import { buildRowFunction } from './build-row-function.js';
import { printRowFunction } from './print-row-function.js';

/** An elementwise function that the kernels can call. */
export interface RowFunction {
  /** Its number in the kernels. */
  readonly number: number;
  /** Expressions of options, whose values are passed with every call. */
  readonly scalars: readonly Expression[];
}

const known = new WeakMap<ElementwiseFunction, RowFunction | 'none'>();
/** The hashes of functions that could not be compiled: each is tried once. */
const failed = new Set<string>();

/**
 * The row function of an elementwise function, compiled on its first use on this machine. Undefined if the kernels are not loaded or it
 * cannot be compiled; then it must be composed of other operations.
 */
export function rowFunctionOf(of: ElementwiseFunction): RowFunction | undefined {
  const loaded = loadedAddon();
  if (loaded === undefined) return undefined;
  const found = known.get(of) ?? prepare(of, loaded) ?? 'none';
  known.set(of, found);
  return found === 'none' ? undefined : found;
}

function prepare(of: ElementwiseFunction, loaded: LoadedAddon): RowFunction | undefined {
  if (of.noise.length > 0 && of.draw !== uniform.draw) return undefined; // The kernels know no other noise.
  const { text, hash, scalars } = printRowFunction(of);
  const { addon } = loaded;
  const there = addon.rowFunction(hash);
  if (there >= 0) return { number: there, scalars };
  if (failed.has(hash)) return undefined;
  const built = buildRowFunction(text, { name: of.name, hash, loaded, load: loader(addon, hash) });
  if (built === undefined) failed.add(hash);
  return built === undefined ? undefined : { number: built, scalars };
}

const loader = (addon: Addon, hash: string) => (path: string) => addon.rowFunction(hash, path);
