import { add, div, max, min, mul, select, square, sub } from './constructors.js';
import type { Expression, Term } from './expression.js';
import { functionOfOne } from './functions-of-one.js';
import { neg } from './neg.js';
import { simplify } from './simplify.js';
import { sigmoidOf, softplusOf } from './special-functions.js';

/** |a|. Its derivative at 0 is -1 (rule T). */
export const abs = /* @__PURE__ */ functionOfOne('abs', {
  at: Math.abs,
  derivative: (u) => select(u, 0, 1, -1),
});

/** The square root. */
export const sqrt = /* @__PURE__ */ functionOfOne('sqrt', {
  at: Math.sqrt,
  isPartial: true,
  derivative: (u) => div(0.5, sqrt(u)),
});

/** e^a */
export const exp = /* @__PURE__ */ functionOfOne('exp', {
  at: Math.exp,
  derivative: (u) => exp(u),
  rules: (u) => [[add(-1, exp(u)), expm1(u)]],
});

/** e^a - 1, accurate near 0. */
export const expm1 = /* @__PURE__ */ functionOfOne('expm1', { at: Math.expm1, derivative: (u) => exp(u) });

/** The natural logarithm. */
export const log = /* @__PURE__ */ functionOfOne('log', {
  at: Math.log,
  isPartial: true,
  derivative: (u) => div(1, u),
  isBounded: false,
});

/** log(1 + a), accurate near 0. */
export const log1p = /* @__PURE__ */ functionOfOne('log1p', {
  at: Math.log1p,
  isPartial: true,
  derivative: (u) => div(1, add(1, u)),
});

/** The hyperbolic tangent. */
export const tanh = /* @__PURE__ */ functionOfOne('tanh', {
  at: Math.tanh,
  derivative: (u) => mul(4, mul(sigmoid(mul(2, u)), sigmoid(mul(-2, u)))),
  rules: (u) => [
    [add(1, tanh(u)), mul(2, sigmoid(mul(2, u)))],
    [sub(1, tanh(u)), mul(2, sigmoid(mul(-2, u)))],
  ],
  // By e^(2|u|) - 1, whose error fades in the quotient; that of e^(-2|u|) - 1 would be doubled. Beyond 20 there is only 1.
  lowered: (u) => {
    const m = expm1(mul(2, min(abs(u), 20)));
    const t = div(m, add(m, 2)); // tanh(|u|)
    return select(u, 0, t, neg(t));
  },
  isBounded: true,
});

/** 1 / (1 + e^-a) */
export const sigmoid = /* @__PURE__ */ functionOfOne('sigmoid', {
  at: sigmoidOf,
  derivative: (u) => mul(sigmoid(u), sigmoid(neg(u))),
  rules: (u) => [[sub(1, sigmoid(u)), sigmoid(neg(u))]],
  // With n = e^-|u|: 1 / (1 + n) on the positive side and n / (1 + n) on the other, so that s(-u) has the same parts.
  lowered: (u) => {
    const positive = withoutSign(u);
    const n = exp(neg(abs(positive)));
    const near = div(1, add(1, n));
    const far = mul(n, near);
    return positive === u ? select(u, 0, near, far) : select(positive, 0, far, near);
  },
  isBounded: true,
});

/** u without its minus sign, if it is written with one. */
function withoutSign(u: Expression): Expression {
  if (u.op === 'neg') return u.args[0];
  if (u.op === 'mul' && u.args[0].op === 'constant' && u.args[0].value < 0)
    return mul(-u.args[0].value, u.args[1]);
  return u;
}

/** log(1 + e^a) */
export const softplus = /* @__PURE__ */ functionOfOne('softplus', {
  at: softplusOf,
  derivative: (u) => sigmoid(u),
  lowered: (u) => add(max(u, 0), log1p(exp(neg(abs(u))))),
  // The gate of Mish, tanh(softplus(u)), would take three exponentials. With n = e^-|u| it is (1 + 2n) / (1 + 2n + 2n^2) for u > 0 and
  // n(n + 2) / (n(n + 2) + 2) elsewhere: one exponential, without overflow or cancellation.
  rules: (u) => {
    const n = exp(neg(abs(u)));
    const above = add(1, mul(2, n));
    const below = mul(n, add(n, 2));
    const gate = select(u, 0, div(above, add(above, mul(2, square(n)))), div(below, add(below, 2)));
    // Not with `tanh`: every bundle with softplus would then contain it.
    return [[{ op: 'tanh', args: [softplus(u)] }, gate]];
  },
});

/** e^(-u^2), in the form that it has in simplified derivatives, so that they share it. */
const gaussian = (u: Expression) => simplify(exp(neg(square(u))));
/** 2 / sqrt(pi): the slope of erf at 0. */
const steepest = 1.1283791670955126;

/** The error function, 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to a. */
export const erf = /* @__PURE__ */ functionOfOne('erf', {
  derivative: (u) => mul(steepest, gaussian(u)),
  rules: (u) => [
    [add(1, erf(u)), erfc(neg(u))],
    [sub(1, erf(u)), erfc(u)],
  ],
  composed: (u) => {
    const tail = mul(gaussian(u), erfcx(abs(u)));
    return select(u, 0, sub(1, tail), sub(tail, 1));
  },
  isBounded: true,
});

/** 1 - erf(a), accurate where it is small. */
export const erfc = /* @__PURE__ */ functionOfOne('erfc', {
  derivative: (u) => mul(-steepest, gaussian(u)),
  // e^(-u^2) is a separate part, so that the derivative shares it.
  lowered: (u) => {
    const tail = mul(erfcx(abs(u)), gaussian(u));
    return select(u, 0, tail, sub(2, tail));
  },
  isBounded: true,
});

/** The coefficients of Numerical Recipes' `erfcc` (6.2.2): relative error at most 1.2e-7 everywhere. */
const highest = 0.17087277;
const coefficients = [
  -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196, 1.00002368,
  -1.26551223,
];

/** e^(a^2) erfc(a): the tail of erfc without its decay. */
export const erfcx = /* @__PURE__ */ functionOfOne('erfcx', {
  // From 1e10 on the derivative is 0 in float32; farther out erfcx would be denormal, and u erfcx(u) inaccurate.
  derivative: (u) => sub(mul(2, mul(min(u, 1e10), erfcx(min(u, 1e10)))), steepest),
  composed: (u) => {
    const d = div(1, add(1, mul(0.5, abs(u))));
    const tail = mul(
      d,
      exp(coefficients.reduce<Term>((sum, coefficient) => add(coefficient, mul(sum, d)), highest)),
    );
    // Rounding u^2 would cost up to u^2 units, so the parts of u are squared exactly. Below -10 the result is infinite.
    const v = max(u, -10);
    const large = mul(4097, v);
    const high = sub(large, sub(large, v)); // The leading half of v's digits, in float32.
    const twice = mul(2, mul(exp(square(high)), exp(mul(sub(v, high), add(v, high)))));
    return select(u, 0, tail, sub(twice, tail));
  },
});

/** The sine of an angle in radians. */
export const sin = /* @__PURE__ */ functionOfOne('sin', {
  at: Math.sin,
  isPartial: true,
  derivative: (u) => cos(u),
  isBounded: true,
});

/** The cosine of an angle in radians. */
export const cos = /* @__PURE__ */ functionOfOne('cos', {
  at: Math.cos,
  isPartial: true,
  derivative: (u) => neg(sin(u)),
  isBounded: true,
});
