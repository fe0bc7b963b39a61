import { arithmetic } from './arithmetic.js';
import { constant, x } from './constructors.js';
import type { Expression } from './expression.js';
import { knownOf, type Rule } from './functions-of-one.js';
import { identityOf, same } from './identity-of.js';
import { isConstant } from './is-constant.js';
import { isLeaf } from './is-leaf.js';
import { remembered } from './remembered.js';
import { rulesOfArithmetic } from './rules-of-arithmetic.js';

/**
 * The same function in fewer or more accurate operations: 1 + erf(u) becomes erfc(-u), whose tail does not cancel. Results are
 * equal wherever all parts are finite; NaN in the input gives NaN as long as the result still depends on the input.
 *
 * @example
 * toTex(simplify(add(mul(1, x), mul(0, exp(x))))); // => "x"
 */
export const simplify = /* @__PURE__ */ remembered((expression: Expression): Expression => {
  identityOf(expression); // throws if it is not an expression
  if (isLeaf(expression)) return expression;
  const inside = { op: expression.op, args: expression.args.map(simplify) } as unknown as Operation;
  const better = step(inside);
  return better === undefined ? inside : simplify(better);
});

type Operation = Exclude<Expression, { op: 'constant' | 'symbol' }>;

let arithmeticRules: readonly Rule[];

function step(part: Operation): Expression | undefined {
  const [a, b, p, q] = part.args as readonly Expression[];
  if (isConstant(a!) && (b === undefined || isConstant(b))) {
    if (part.op === 'select') return a.value > b!.value ? p : q;
    const value = arithmetic(part.op, a.value, b?.value);
    // Keeps the operation if its result is not a finite number, which a constant must be.
    return Number.isFinite(value) ? constant(value!) : undefined;
  }
  arithmeticRules ??= rulesOfArithmetic();
  const rules = [...arithmeticRules, ...part.args.flatMap(({ op }) => knownOf(op)?.rules?.(x) ?? [])];
  for (const [from, to] of rules) {
    const parts: Parts = {};
    if (fits(from, part, parts)) return replaced(to, parts);
  }
  return undefined;
}

/** The parts that the symbols of a rule match. */
type Parts = Record<string, Expression>;

/** Whether a part matches a pattern; adds the matched parts to `parts`. */
function fits(from: Expression, part: Expression, parts: Parts): boolean {
  if (from.op === 'constant') return same(from, part);
  if (from.op !== 'symbol')
    return from.op === part.op && from.args.every((arg, index) => fits(arg, part.args[index]!, parts));
  parts[from.name] ??= part;
  return same(parts[from.name]!, part) && (from.kind === 'input' || isConstant(part));
}

function replaced(to: Expression, parts: Parts): Expression {
  if (to.op === 'symbol') return parts[to.name]!;
  if (to.op === 'constant') return to;
  return { op: to.op, args: to.args.map((arg) => replaced(arg, parts)) } as unknown as Expression;
}
