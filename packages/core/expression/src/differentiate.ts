import { add, constant, div, mul, select, sub } from './constructors.js';
import type { Expression, Sym } from './expression.js';
import { knownOf } from './functions-of-one.js';
import { identityOf, same } from './identity-of.js';
import { isNumber } from './is-constant.js';
import { remembered } from './remembered.js';
import { simplify } from './simplify.js';

/**
 * The derivative of an expression with respect to a symbol, simplified ({@link simplify}). At a kink it is that of the side that
 * the value is taken from (rule T): 0 for ReLU at 0, -1 for |x|.
 *
 * A smooth sum of terms with kinks has a wrong derivative at the kinks: min(x, 1) + max(x - 1, 0) is x, but its derivative at
 * x = 1 is 0. Write such a formula without kinks, or give its derivative yourself.
 *
 * @example
 * toTex(differentiate(mul(x, cos(x)), x)); // => "\\cos(x) - x \\sin(x)"
 */
export function differentiate(expression: Expression, by: Sym): Expression {
  const derivative: (part: Expression) => Expression = remembered((part) =>
    simplify(derivativeOf(part, by, derivative)),
  );
  identityOf(expression); // throws if it is not an expression
  return derivative(expression);
}

function derivativeOf(part: Expression, by: Sym, derivative: (part: Expression) => Expression): Expression {
  if (part.op === 'constant' || part.op === 'symbol') return constant(same(part, by) ? 1 : 0);
  const [a, b] = part.args as readonly [Expression, Expression];
  const [da, db, dp, dq] = part.args.map(derivative) as [Expression, Expression, Expression, Expression];
  switch (part.op) {
    case 'add':
      return add(da, db);
    case 'sub':
      return sub(da, db);
    case 'mul':
      return same(a, b) ? mul(2, mul(a, da)) : add(mul(da, b), mul(a, db));
    case 'div':
      return isNumber(db, 0) ? div(da, b) : div(sub(da, mul(part, db)), b);
    case 'max':
      return select(a, b, da, db);
    case 'min':
      return select(b, a, da, db);
    case 'select':
      return select(a, b, dp, dq);
    default:
      return isNumber(da, 0) ? da : mul(da, knownOf(part.op)!.derivative(a));
  }
}
