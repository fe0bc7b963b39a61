import { type ElementwiseFunction, uniform } from '@rectified/activation';
import type { Expression } from '@rectified/expression';
import { type Addon, type LoadedAddon, loadedAddon } from '../addon.js';
import { buildRowFunction } from './build-row-function.js';
import { printRowFunction } from './print-row-function.js';

/** A function of every element that the kernels can call. */
export interface RowFunction {
  /** The number by which the kernels know it. */
  readonly number: number;
  /** Expressions of options alone, whose values go with every call. */
  readonly scalars: readonly Expression[];
}

const known = new WeakMap<ElementwiseFunction, RowFunction | 'none'>();
/** What could not be compiled, by hash: it is tried once. */
const failed = new Set<string>();

/**
 * The row function of a function, compiled if this is the first time that it is needed on this machine. Undefined if the
 * kernels are not loaded, or it cannot be compiled: then it is composed of other operations.
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
