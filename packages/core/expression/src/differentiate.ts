import { add, constant, div, mul, select, sub } from './constructors.js';
import type { Expression, Sym } from './expression.js';
import { fold } from './fold.js';
import { knownOf } from './functions-of-one.js';
import { same } from './identity-of.js';
import { isNumber } from './is-constant.js';
import { simplify } from './simplify.js';

/**
 * The derivative of an expression by a symbol, simplified ({@link simplify}). At a kink it is that of the side which the value is taken from
 * (rule T): ReLU has 0 at 0, |x| has -1.
 *
 * A sum of kinked terms that are smooth together has a wrong derivative at the kinks: min(x, 1) + max(x - 1, 0) is x,
 * and gets 0 at x = 1. Write such a formula without the kinks, or give its derivative yourself.
 *
 * @example
 * toTex(differentiate(mul(x, cos(x)), x)); // => "\\cos(x) - x \\sin(x)"
 */
export function differentiate(expression: Expression, by: Sym): Expression {
  return fold<Expression>(expression, (part, derivatives) => simplify(derivativeOf(part, derivatives, by)));
}

function derivativeOf(part: Expression, derivatives: readonly Expression[], by: Sym): Expression {
  const [da, db] = derivatives as [Expression, Expression];
  switch (part.op) {
    case 'constant':
      return constant(0);
    case 'symbol':
      return constant(same(part, by) ? 1 : 0);
    case 'add':
      return add(da, db);
    case 'sub':
      return sub(da, db);
    case 'mul': {
      const [a, b] = part.args;
      return same(a, b) ? mul(2, mul(a, da)) : add(mul(da, b), mul(a, db));
    }
    case 'div': {
      const [, b] = part.args;
      return isNumber(db, 0) ? div(da, b) : div(sub(da, mul(part, db)), b);
    }
    case 'max':
      return select(part.args[0], part.args[1], da, db);
    case 'min':
      return select(part.args[1], part.args[0], da, db);
    case 'select':
      return select(part.args[0], part.args[1], derivatives[2]!, derivatives[3]!);
    default:
      return isNumber(da, 0) ? da : mul(da, knownOf(part.op)!.derivative(part.args[0]));
  }
}
