import type { Activation, Formula } from './activation-description.js';
import type { FormulaDescription, Options } from './formula-description.js';
import { identified } from './identified.js';
import { layerOf } from './layer-of.js';

/**
 * Defines an activation by its formula. The result is a complete {@link Activation}, for the default export; `layerOf` and
 * `opOf` turn it into the layer and the op.
 *
 * In a package of several activations, write `/* @__PURE__ *\/` before the call, so that bundlers drop those that are not used.
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
    // Made on demand: most packages have their own class instead, and a class name can be registered only once.
    get layer() {
      layer ??= layerOf(this);
      return layer;
    },
  };
}
