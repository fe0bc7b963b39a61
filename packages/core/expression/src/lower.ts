import type { Expression } from './expression.js';
import { fold, withArgs } from './fold.js';
import { knownOf } from './functions-of-one.js';

/**
 * Rewrites `sigmoid`, `softplus`, `tanh` and `erfc` in terms of e^-|u| and e^(-u^2), which neither overflow nor cancel, and which
 * all functions of the same u share. Swish and its derivative then need one exponential and one division.
 */
export function lower(expression: Expression): Expression {
  return fold<Expression>(
    expression,
    (part, args) => knownOf(part.op)?.lowered?.(args[0]!) ?? withArgs(part, args),
  );
}
