import { type ElementwiseFunction, uniform } from '@rectified/activation';
import {
  differentiate,
  type Expression,
  type SymbolBounds,
  simplify,
  symbolsOf,
  x,
} from '@rectified/expression';

const everywhere: SymbolBounds = ({ kind }) => {
  if (kind === 'input') return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return kind === 'noise' ? [0, 1] : [-1e38, 1e38];
};

/** The function of a formula, with its derivatives; symbols are in the order in which they are met. */
export function functionOf(
  name: string,
  formula: Expression,
  bounds: SymbolBounds = everywhere,
): ElementwiseFunction {
  const value = simplify(formula);
  const ofKind = (kind: string) => symbolsOf(value).filter((symbol) => symbol.kind === kind);
  return {
    name,
    value,
    derivatives: {
      input: differentiate(value, x),
      parameters: ofKind('parameter').map((parameter) => differentiate(value, parameter)),
    },
    options: ofKind('option'),
    parameters: ofKind('parameter'),
    noise: ofKind('noise'),
    draw: uniform.draw,
    bounds: (symbol) =>
      symbol.kind === 'option' || symbol.kind === 'parameter' ? bounds(symbol) : everywhere(symbol),
  };
}
