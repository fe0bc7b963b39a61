import type { Expression, Sym, SymbolKind } from './expression.js';
import { fold } from './fold.js';
import { identityOf } from './identity-of.js';

/** The symbols that an expression holds, each once, in the order in which they are first met. */
export function symbolsOf(expression: Expression): Sym[] {
  const found = new Map<number, Sym>();
  fold<void>(expression, (part) => {
    if (part.op === 'symbol') found.set(identityOf(part), part);
  });
  return [...found.values()];
}

/** Whether an expression holds a symbol of one of these kinds. */
export function dependsOn(expression: Expression, ...kinds: readonly SymbolKind[]): boolean {
  return symbolsOf(expression).some(({ kind }) => kinds.includes(kind));
}
