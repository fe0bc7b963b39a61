import { add, constant, div, mul, select, sub } from './constructors.js';
import type { Expression, Sym } from './expression.js';
import { knownOf } from './functions-of-one.js';
import { identityOf, same } from './identity-of.js';
import { isNumber } from './is-constant.js';
import { isLeaf } from './is-leaf.js';
import { remembered } from './remembered.js';
import { asSelect } from './rules.js';
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
  if (isLeaf(part)) return constant(same(part, by) ? 1 : 0);
  const quotient = quotientOf(part);
  if (quotient) {
    const [da, db] = quotient.map(derivative) as [Expression, Expression];
    return div(isNumber(db, 0) ? da : sub(da, mul(part, db)), quotient[1]!);
  }
  const [a, b] = part.args as readonly [Expression, Expression];
  const [da, db, dp, dq] = part.args.map(derivative) as [Expression, Expression, Expression, Expression];
  switch (part.op) {
    case 'add':
      return add(da, db);
    case 'sub':
      return sub(da, db);
    case 'mul':
      return same(a, b) ? mul(2, mul(a, da)) : add(mul(da, b), mul(a, db));
    case 'max':
    case 'min':
      return derivative(asSelect(part));
    case 'select':
      return select(a, b, dp, dq);
    default:
      return isNumber(da, 0) ? da : mul(da, knownOf(part.op)!.derivative(a));
  }
}

/** The parts of a quotient, or of a select of two: as one quotient, its derivative needs fewer divisions. */
function quotientOf(part: Expression): readonly Expression[] | undefined {
  if (part.op === 'div') return part.args;
  if (part.op !== 'select') return undefined;
  const [a, b, p, q] = part.args;
  if (p.op !== 'div' || q.op !== 'div') return undefined;
  return p.args.map((above, at) => select(a, b, above, q.args[at]!));
}
