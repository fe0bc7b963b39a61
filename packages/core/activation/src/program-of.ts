import { compile, type Expression, type Program, type SymbolBounds, simplify } from '@rectified/expression';
import { dy } from './elementwise.js';

/** The program of expressions that may contain {@link dy}. */
export function programOf(outputs: readonly Expression[], bounds: SymbolBounds): Program {
  return compile(outputs.map(simplify), {
    // If the gradient is infinite, training has diverged: nothing needs to handle it.
    bounds: (symbol) => (symbol.name.startsWith(dy.name) ? [-1e38, 1e38] : bounds(symbol)),
  });
}
