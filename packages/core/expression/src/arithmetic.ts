import type { BinaryOperation, UnaryOperation } from './expression.js';
import { knownOf } from './functions-of-one.js';

/** Operations on two numbers, in float64. `mul` is the plain product: rule Z depends on the expression, not only on numbers. */
const ofTwo: Partial<Record<string, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
};

/** The result of an operation on one or two numbers; undefined for operations that few bundles need, see `calculate`. */
export function arithmetic(op: UnaryOperation | BinaryOperation, a: number, b?: number): number | undefined {
  return (ofTwo[op] ?? knownOf(op)?.at)?.(a, b!);
}

/** p if a > b, q if a <= b, else NaN (rule N). */
export function choose<T>(a: number, b: number, p: T, q: T): T | number {
  return a > b ? p : a <= b ? q : Number.NaN;
}
