import type { Constant, Expression, Sym } from './expression.js';

/** Whether an expression is a constant or a symbol. */
export function isLeaf(expression: Expression): expression is Constant | Sym {
  return expression.op === 'constant' || expression.op === 'symbol';
}
