import type { Activation, Formula } from './activation-description.js';
import type { FormulaDescription, Options } from './formula-description.js';
import { identified } from './identified.js';
import { layerOf } from './layer-of.js';

/**
 * An activation by its formula. What this returns is a complete {@link Activation}, to be exported by default; `layerOf` and
 * `opOf` make of it what a package exports besides.
 *
 * In a package of several activations, write `/* @__PURE__ *\/` before the call, so that bundlers leave out those that nobody uses.
 *
 * @example
 * export default activation({
 *   name: 'swish',
 *   title: 'Swish',
 *   paper: { title: 'Searching for Activation Functions', authors: ['Ramachandran', 'Zoph', 'Le'], year: 2017, arxiv: '1710.05941' },
 *   parameters: { beta: { initial: 1, decayFactor: 0 } },
 *   formula: ({ x, beta }) => mul(x, sigmoid(mul(beta, x))),
 * });
 */
export function activation<
  // biome-ignore lint/complexity/noBannedTypes: no options
  const O extends Options = {},
  P extends string = never,
  N extends string = never,
>(definition: FormulaDescription<O, P, N>): Formula<O, P, N> {
  let layer: Activation['layer'] | undefined;
  return {
    ...identified(definition),
    // Made when it is asked for: a package has a class of its own, which must be the only one of its name.
    get layer() {
      layer ??= layerOf(this);
      return layer;
    },
  };
}
