import type { BinaryOperation, UnaryOperation } from './expression.js';
import { knownOf } from './functions-of-one.js';

/** The operations on two numbers, in float64. `mul` is the plain product: what rule Z needs to know, a number does not tell. */
const ofTwo: Partial<Record<string, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
};

/** What an operation makes of one or two numbers; undefined of those that few bundles need, see `calculate`. */
export function arithmetic(op: UnaryOperation | BinaryOperation, a: number, b?: number): number | undefined {
  return (ofTwo[op] ?? knownOf(op)?.at)?.(a, b!);
}

/** p where a > b, else q; NaN where they cannot be compared (rule N). */
export function choose<T>(a: number, b: number, p: T, q: T): T | number {
  return a > b ? p : a <= b ? q : Number.NaN;
}
