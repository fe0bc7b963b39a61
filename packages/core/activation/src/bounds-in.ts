import { type Bounds, remembered, type SymbolBounds } from '@rectified/expression';
import type { ElementwiseFunction } from './elementwise.js';
import type { Choice, NumberOption, Parameter } from './formula-description.js';

/** Finite, so that compiled code does not have to handle infinite options. */
const largest = 1e38;
/** Distance between an exclusive bound of an option and its smallest value. */
const least = 1e-38;
const everything: Bounds = [-Infinity, Infinity];

/**
 * The bounds of a function's symbols, for `compile`: as declared rather than for one configuration, so that one compiled
 * function serves all values.
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
