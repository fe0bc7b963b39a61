import { arithmetic, choose } from './arithmetic.js';
import { erfcOf, erfcxOf, erfOf } from './error-functions.js';
import type { BinaryOperation, UnaryOperation } from './expression.js';

const others: Partial<Record<string, (a: number, b: number) => number>> = {
  erf: erfOf,
  erfc: erfcOf,
  erfcx: erfcxOf,
  // Not Math.min and Math.max: they order -0 before 0, whichever comes second (rule T).
  min: (a, b) => choose<number>(b, a, a, b),
  max: (a, b) => choose<number>(a, b, a, b),
};

/** The result of any operation on one or two numbers, in float64. */
export function calculate(op: UnaryOperation | BinaryOperation, a: number, b?: number): number {
  return arithmetic(op, a, b) ?? others[op]!(a, b!);
}
