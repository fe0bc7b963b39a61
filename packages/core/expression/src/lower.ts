import type { Expression } from './expression.js';
import { fold, withArgs } from './fold.js';
import { knownOf } from './functions-of-one.js';

/**
 * An expression without `sigmoid`, `softplus`, `tanh` and `erfc`: written in e^-|u| and e^(-u^2), which neither overflow nor
 * cancel, and which all that have the same u share. So Swish and its derivative need one exponential and one division.
 */
export function lower(expression: Expression): Expression {
  return fold<Expression>(
    expression,
    (part, args) => knownOf(part.op)?.lowered?.(args[0]!) ?? withArgs(part, args),
  );
}
