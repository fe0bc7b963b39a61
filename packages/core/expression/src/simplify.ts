import { arithmetic } from './arithmetic.js';
import { add, constant, div, mul, select, sub } from './constructors.js';
import type { Binary, Constant, Expression, Select } from './expression.js';
import { fold, withArgs } from './fold.js';
import { abs, neg } from './functions.js';
import { knownOf } from './functions-of-one.js';
import { same } from './identity-of.js';
import { isConstant, isNumber } from './is-constant.js';
import { isLeaf } from './is-leaf.js';

/**
 * The same function in fewer operations, and in more accurate ones: 1 + erf(u) becomes erfc(-u), whose tail does not
 * cancel. Equal wherever all parts are finite; and a NaN of the input stays NaN as long as the result still depends on it.
 *
 * @example
 * toTex(simplify(add(mul(1, x), mul(0, exp(x))))); // => "x"
 */
export function simplify(expression: Expression): Expression {
  return fold<Expression>(expression, (part, args) => reduce(withArgs(part, args)));
}

/** What no rule fits any more. */
const reduced = new WeakSet<Expression>();

/** Applies rules to an operation, and to what comes of it, from the inside out, until none fits. */
function reduce(expression: Expression): Expression {
  if (isLeaf(expression) || reduced.has(expression)) return expression;
  const args = expression.args.map(reduce);
  const inside = args.every((arg, index) => arg === expression.args[index])
    ? expression
    : withArgs(expression, args);
  const better = step(inside as typeof expression);
  if (better !== undefined) return reduce(better);
  reduced.add(inside);
  return inside;
}

function step(expression: Exclude<Expression, { op: 'constant' | 'symbol' }>): Expression | undefined {
  if (expression.op === 'select') return stepSelect(expression);
  const { op, args } = expression;
  if (args.every(isConstant)) {
    const [first, second] = args as readonly Constant[];
    const value = arithmetic(op, first!.value, second?.value);
    // So that the operation stays, where its result is no number that a constant can be.
    return Number.isFinite(value) ? constant(value!) : undefined;
  }
  const [a, b] = args as readonly [Expression, Expression];
  switch (op) {
    case 'neg':
      return stepNeg(a);
    case 'abs':
      return stepAbs(a);
    case 'add':
      return stepAdd(a, b);
    case 'sub':
      return stepSub(a, b);
    case 'mul':
      return stepMul(a, b);
    case 'div':
      if (isNumber(a, 0) || isNumber(b, 1)) return a;
      return a.op === 'neg' ? neg(div(a.args[0], b)) : undefined;
    default:
      return undefined;
  }
}

function stepNeg(a: Expression): Expression | undefined {
  if (a.op === 'neg') return a.args[0];
  if (a.op === 'sub') return sub(a.args[1], a.args[0]);
  return isMultiple(a) ? mul(-a.args[0].value, a.args[1]) : undefined;
}

function stepAbs(a: Expression): Expression | undefined {
  if (a.op === 'abs') return a;
  if (a.op === 'neg') return abs(a.args[0]);
  return isMultiple(a) && a.args[0].value < 0 ? abs(mul(-a.args[0].value, a.args[1])) : undefined;
}

function stepAdd(a: Expression, b: Expression): Expression | undefined {
  if (isConstant(b)) return add(b, a);
  if (isNumber(a, 0)) return b;
  if (b.op === 'neg') return sub(a, b.args[0]);
  if (a.op === 'neg') return sub(b, a.args[0]);
  if (isConstant(a) && b.op === 'add' && isConstant(b.args[0])) return add(add(a, b.args[0]), b.args[1]);
  if (isNumber(a, -1)) return better('minusOne', b);
  return isNumber(a, 1) ? better('onePlus', b) : undefined;
}

function stepSub(a: Expression, b: Expression): Expression | undefined {
  if (isConstant(b)) return add(-b.value, a);
  if (isNumber(a, 0)) return neg(b);
  if (b.op === 'neg') return add(a, b.args[0]);
  return isNumber(a, 1) ? better('oneMinus', b) : undefined;
}

/** A sum of 1 and a function that would cancel, if there is a form that does not. */
const better = (form: 'onePlus' | 'oneMinus' | 'minusOne', part: Expression): Expression | undefined =>
  isLeaf(part) ? undefined : knownOf(part.op)?.[form]?.(part.args[0]);

function stepMul(a: Expression, b: Expression): Expression | undefined {
  if (isConstant(b)) return mul(b, a);
  if (isNumber(a, 0)) return a; // Of an infinity, too: rule Z for a gate that is always closed.
  if (isNumber(a, 1)) return b;
  if (isNumber(a, -1)) return neg(b);
  if (a.op === 'neg') return neg(mul(a.args[0], b));
  if (b.op === 'neg') return neg(mul(a, b.args[0]));
  if (isMultiple(b))
    return isConstant(a) ? mul(mul(a, b.args[0]), b.args[1]) : mul(b.args[0], mul(a, b.args[1]));
  if (isMultiple(a)) return mul(a.args[0], mul(a.args[1], b));
  return multiplyInto(a, b) ?? multiplyInto(b, a);
}

/** A factor goes into branches that are 0 or 1: the derivative of ReLU times dy is dy or 0. */
function multiplyInto(factor: Expression, branches: Expression): Expression | undefined {
  if (branches.op !== 'select' || isConstant(factor)) return undefined;
  const [a, b, p, q] = branches.args;
  if (![p, q].some((branch) => isNumber(branch, 0) || isNumber(branch, 1))) return undefined;
  return select(a, b, mul(factor, p), mul(factor, q));
}

function stepSelect({ args: [a, b, p, q] }: Select): Expression | undefined {
  if (isConstant(a) && isConstant(b)) return a.value > b.value ? p : q;
  if (same(p, q)) return p;
  // The same test again inside a branch: it has been decided.
  const decided = (branch: Expression, index: 2 | 3) =>
    branch.op === 'select' && same(branch.args[0], a) && same(branch.args[1], b)
      ? branch.args[index]
      : branch;
  const [first, second] = [decided(p, 2), decided(q, 3)];
  return first === p && second === q ? undefined : select(a, b, first, second);
}

/** Whether an expression is a constant times another. */
const isMultiple = (part: Expression): part is Binary & { readonly args: readonly [Constant, Expression] } =>
  part.op === 'mul' && isConstant(part.args[0]);
