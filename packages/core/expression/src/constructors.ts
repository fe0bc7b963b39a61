import type { BinaryOperation, Constant, Expression, Sym, SymbolKind, Term } from './expression.js';

// These functions do not rewrite anything, so that a formula is shown as its author wrote it; see simplify.

/** A finite number, since JSON cannot represent others. -0 becomes 0. */
export function constant(value: number): Constant {
  return { op: 'constant', value: value + 0 };
}

/** A named placeholder for a value. */
export function symbol(kind: SymbolKind, name: string): Sym {
  return { op: 'symbol', kind, name };
}

/** The symbol for the input of a formula. */
export const x: Sym = /* @__PURE__ */ symbol('input', 'x');

/** A term as an expression. */
export const toExpression = (term: Term): Expression => (typeof term === 'number' ? constant(term) : term);

const binary =
  (op: BinaryOperation) =>
  (a: Term, b: Term): Expression => ({ op, args: [toExpression(a), toExpression(b)] });

/** a + b */
export const add = /* @__PURE__ */ binary('add');
/** a - b */
export const sub = /* @__PURE__ */ binary('sub');
/** a b. A factor of 0 that depends on the input makes even an infinity 0 (rule Z). */
export const mul = /* @__PURE__ */ binary('mul');
/** a / b */
export const div = /* @__PURE__ */ binary('div');
/** The smaller of a and b; b if they are equal (rule T). */
export const min = /* @__PURE__ */ binary('min');
/** The larger of a and b; b if they are equal (rule T). */
export const max = /* @__PURE__ */ binary('max');

/** a^2 */
export const square = (a: Term): Expression => mul(a, a);
/** a, but at least `low` and at most `high`. */
export const clip = (a: Term, low: Term, high: Term): Expression => min(max(a, low), high);

/** a + (b - a) t. For t between 0 and 1, `boundsOf` knows that it is between a and b. */
export const lerp = (a: Term, b: Term, t: Term): Expression => add(a, mul(sub(b, a), t));

/** p if a > b, q if a <= b, NaN if a or b is NaN. */
export const select = (a: Term, b: Term, p: Term, q: Term): Expression => ({
  op: 'select',
  args: [toExpression(a), toExpression(b), toExpression(p), toExpression(q)],
});
