import type { Expression, Sym, SymbolKind } from './expression.js';
import { identityOf } from './identity-of.js';
import { remembered } from './remembered.js';

/** The symbols in an expression, each once, in order of first occurrence. */
export const symbolsOf: (expression: Expression) => readonly Sym[] = /* @__PURE__ */ remembered((part) => {
  identityOf(part); // throws if it is not an expression
  if (part.op === 'constant') return [];
  if (part.op === 'symbol') return [part];
  const symbols = part.args.flatMap(symbolsOf);
  return [...new Map(symbols.map((symbol) => [identityOf(symbol), symbol])).values()];
});

/** Whether an expression contains a symbol of one of these kinds. */
export function dependsOn(expression: Expression, ...kinds: readonly SymbolKind[]): boolean {
  return symbolsOf(expression).some(({ kind }) => kinds.includes(kind));
}
