import { abs, add, div, exp, mul, neg, select, square } from './constructors.js';
import type { Expression } from './expression.js';
import { fold, withArgs } from './fold.js';
import { simplify } from './simplify.js';

/**
 * {@link simplify}, and what is known to have a better form replaced by it. To be used before differentiating, so that the
 * derivative is made of the better form, too.
 *
 * tanh(softplus(u)), the gate of Mish, takes three exponentials as it stands. With n = e^-|u| it is
 * (1 + 2n) / (1 + 2n + 2n^2) for u > 0 and n(n + 2) / (n(n + 2) + 2) elsewhere: one exponential, no overflow, no
 * cancellation.
 */
export function stabilize(expression: Expression): Expression {
  const stable = fold<Expression>(expression, (part, args) => {
    const [inner] = args;
    return part.op === 'tanh' && inner!.op === 'softplus'
      ? tanhOfSoftplus(inner!.args[0])
      : withArgs(part, args);
  });
  return simplify(stable);
}

function tanhOfSoftplus(u: Expression): Expression {
  const n = exp(neg(abs(u)));
  const above = add(1, mul(2, n));
  const below = mul(n, add(n, 2));
  return select(u, 0, div(above, add(above, mul(2, square(n)))), div(below, add(below, 2)));
}
