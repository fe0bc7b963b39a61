import type { Constant, Expression, Sym } from './expression.js';

/** Whether an expression has no parts. */
export function isLeaf(expression: Expression): expression is Constant | Sym {
  return expression.op === 'constant' || expression.op === 'symbol';
}
