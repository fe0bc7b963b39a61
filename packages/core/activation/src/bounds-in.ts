import { type Bounds, remembered, type SymbolBounds } from '@rectified/expression';
import type { ElementwiseFunction } from './elementwise.js';
import type { Choice, NumberOption, Parameter } from './formula-description.js';

/** Finite, so that a number that a person chose is no infinity to look out for. */
const largest = 1e38;
/** The step from what an option must be above to its least value. */
const least = 1e-38;
const everything: Bounds = [-Infinity, Infinity];

/**
 * The bounds of a function's symbols, for `compile`: as they are declared, not as they are in one configuration, which would
 * compile for every number anew.
 */
export const boundsIn: (of: ElementwiseFunction) => SymbolBounds = /* @__PURE__ */ remembered(
  ({ bounds, declared = {} }) => {
    if (bounds !== undefined) return bounds;
    const { options = {}, parameters = {} } = declared;
    return ({ kind, name }) => {
      if (kind === 'input') return everything;
      if (kind === 'noise') return [0, 1];
      const [low, high] =
        kind === 'option'
          ? ofOption(options[name]!)
          : ((parameters[name] as Parameter<never>).clip ?? everything);
      return [Math.max(low, -largest), Math.min(high, largest)];
    };
  },
);

function ofOption(option: NumberOption | Choice): Bounds {
  const { min, max, above, below } = option as NumberOption;
  return [min ?? (above ?? -Infinity) + least, max ?? (below ?? Infinity) - least];
}
