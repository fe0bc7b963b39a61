import { toText } from '@rectified/expression';
import { completeConfig } from './complete-config.js';
import type { AnyFormula } from './formula-description.js';
import { symbolsIn } from './function-of.js';

/**
 * A formula as a line of text for terminals, as its author wrote it, with the names of options, parameters and noise.
 *
 * @example
 * formulaText(leakyRelu.definition); // => "x if x > 0, else x / divisor"
 */
export function formulaText(formula: AnyFormula, config: object = {}): string {
  const { given } = symbolsIn(formula, completeConfig(formula, { ...config }), true);
  return toText(formula.formula(given));
}
