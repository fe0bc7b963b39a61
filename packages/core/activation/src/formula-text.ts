import { type Expression, toText } from '@rectified/expression';
import { completeConfig } from './complete-config.js';
import type { AnyFormula } from './formula-description.js';
import { symbolsIn } from './function-of.js';

/** A formula as lines of text for terminals, with the names of options, parameters and noise. */
export interface FormulaText {
  /** As its author wrote it: `x if x > 0, else x / divisor`. */
  readonly formula: string;
  /** In inference, if that is another function. */
  readonly inference?: string;
  /** The declared gradient with respect to the input, if there is one. */
  readonly derivative?: string;
}

/**
 * What a formula computes, as text.
 *
 * @example
 * formulaText(helu.definition); // => { formula: 'max(x, 0)', derivative: '1 if x > -gradientThreshold, else 0' }
 */
export function formulaText(definition: AnyFormula, config: object = {}): FormulaText {
  const { formula, inference, derivative } = definition;
  const complete = completeConfig(definition, { ...config });
  const text = (write: (given: never) => Expression, asTrained: boolean) =>
    toText(write(symbolsIn(definition, complete, asTrained).given));
  return {
    formula: text(formula, true),
    ...(inference && { inference: text(inference, false) }),
    ...(derivative && { derivative: text(derivative, true) }),
  };
}
