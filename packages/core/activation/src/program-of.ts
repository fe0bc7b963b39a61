import { compile, type Expression, type Program, type SymbolBounds, simplify } from '@rectified/expression';
import { dy } from './elementwise.js';

/** The program of expressions that may hold {@link dy}. */
export function programOf(outputs: readonly Expression[], bounds: SymbolBounds): Program {
  return compile(outputs.map(simplify), {
    // An infinite gradient has diverged already: it is nothing to look out for.
    bounds: (symbol) => (symbol.name.startsWith(dy.name) ? [-1e38, 1e38] : bounds(symbol)),
  });
}
