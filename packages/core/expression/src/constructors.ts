import { InputError } from '@rectified/errors';
import type {
  BinaryOperation,
  Constant,
  Expression,
  Sym,
  SymbolKind,
  Term,
  UnaryOperation,
} from './expression.js';

// They build what they are told and rewrite nothing, so that a formula is shown as its author wrote it; see simplify.

/** A number. Throws an `InputError` if it is not finite: JSON could not keep it. -0 becomes 0. */
export function constant(value: number): Constant {
  if (!Number.isFinite(value))
    throw new InputError({
      what: 'a constant of a formula',
      expected: 'a finite number',
      got: String(value),
    });
  return { op: 'constant', value: value + 0 };
}

/** A name for a value that is not known yet. */
export function symbol(kind: SymbolKind, name: string): Sym {
  return { op: 'symbol', kind, name };
}

/** The symbol that formulas of one input are functions of. */
export const x: Sym = /* @__PURE__ */ symbol('input', 'x');

/** A term as an expression. */
const toExpression = (term: Term): Expression => (typeof term === 'number' ? constant(term) : term);

const unary =
  (op: UnaryOperation) =>
  (a: Term): Expression => ({ op, args: [toExpression(a)] });

const binary =
  (op: BinaryOperation) =>
  (a: Term, b: Term): Expression => ({ op, args: [toExpression(a), toExpression(b)] });

/** -a */
export const neg = /* @__PURE__ */ unary('neg');
/** |a|. Its derivative at 0 is -1 (rule T). */
export const abs = /* @__PURE__ */ unary('abs');
/** The square root. */
export const sqrt = /* @__PURE__ */ unary('sqrt');
/** e^a */
export const exp = /* @__PURE__ */ unary('exp');
/** e^a - 1, accurate near 0. */
export const expm1 = /* @__PURE__ */ unary('expm1');
/** The natural logarithm. */
export const log = /* @__PURE__ */ unary('log');
/** log(1 + a), accurate near 0. */
export const log1p = /* @__PURE__ */ unary('log1p');
/** The hyperbolic tangent. */
export const tanh = /* @__PURE__ */ unary('tanh');
/** 1 / (1 + e^-a) */
export const sigmoid = /* @__PURE__ */ unary('sigmoid');
/** log(1 + e^a) */
export const softplus = /* @__PURE__ */ unary('softplus');
/** The error function, 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to a. */
export const erf = /* @__PURE__ */ unary('erf');
/** 1 - erf(a), accurate where that is small. */
export const erfc = /* @__PURE__ */ unary('erfc');
/** e^(a^2) erfc(a), what is left of erfc's tail without its decay. */
export const erfcx = /* @__PURE__ */ unary('erfcx');
/** The sine of an angle in radians. */
export const sin = /* @__PURE__ */ unary('sin');
/** The cosine of an angle in radians. */
export const cos = /* @__PURE__ */ unary('cos');

/** a + b */
export const add = /* @__PURE__ */ binary('add');
/** a - b */
export const sub = /* @__PURE__ */ binary('sub');
/** a b. A factor that depends on the input and is 0 beats an infinity (rule Z). */
export const mul = /* @__PURE__ */ binary('mul');
/** a / b */
export const div = /* @__PURE__ */ binary('div');
/** The smaller one; b where they are equal (rule T). */
export const min = /* @__PURE__ */ binary('min');
/** The larger one; b where they are equal (rule T). */
export const max = /* @__PURE__ */ binary('max');

/** a^2 */
export const square = (a: Term): Expression => mul(a, a);
/** a, but at least `low` and at most `high`. */
export const clip = (a: Term, low: Term, high: Term): Expression => min(max(a, low), high);

/** a + (b - a) t: between a and b where t is between 0 and 1, and known to be so by `boundsOf`. */
export const lerp = (a: Term, b: Term, t: Term): Expression => add(a, mul(sub(b, a), t));

/** p where a > b, q where a <= b, NaN where a or b is NaN. */
export const select = (a: Term, b: Term, p: Term, q: Term): Expression => ({
  op: 'select',
  args: [toExpression(a), toExpression(b), toExpression(p), toExpression(q)],
});
