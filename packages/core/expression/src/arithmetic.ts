import type { BinaryOperation, UnaryOperation } from './expression.js';
import { erfcOf, erfcxOf, erfOf, sigmoidOf, softplusOf } from './special-functions.js';

/** The operations on numbers, in float64. `mul` is the plain product: what rule Z needs to know, a number does not tell. */
export const arithmetic: Readonly<
  Record<UnaryOperation, (a: number) => number> & Record<BinaryOperation, (a: number, b: number) => number>
> = {
  neg: (a) => -a,
  abs: Math.abs,
  sqrt: Math.sqrt,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  tanh: Math.tanh,
  sigmoid: sigmoidOf,
  softplus: softplusOf,
  erf: erfOf,
  erfc: erfcOf,
  erfcx: erfcxOf,
  sin: Math.sin,
  cos: Math.cos,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  // Not by Math.min and Math.max, which take -0 before 0 whichever comes second (rule T).
  min: (a, b) => choose(b, a, a, b),
  max: (a, b) => choose(a, b, a, b),
};

/** p where a > b, else q; NaN where they cannot be compared (rule N). */
export function choose(a: number, b: number, p: number, q: number): number {
  return a > b ? p : a <= b ? q : Number.NaN;
}
