import type { Expression, Unary } from './expression.js';
import { fold, withArgs } from './fold.js';
import { knownOf } from './functions-of-one.js';
import { simplify } from './simplify.js';

/**
 * {@link simplify}, and what is known to have a better form replaced by it: tanh(softplus(u)), the gate of Mish. To be used
 * before differentiating, so that the derivative is made of the better form, too.
 */
export function stabilize(expression: Expression): Expression {
  return simplify(
    fold<Expression>(expression, (part, args) => {
      const inner = args[0] as Unary;
      return (part.op === 'tanh' && knownOf(inner.op)?.tanhOf?.(inner.args[0])) || withArgs(part, args);
    }),
  );
}
