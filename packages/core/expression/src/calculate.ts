import { arithmetic } from './arithmetic.js';
import { erfcOf, erfcxOf, erfOf } from './error-functions.js';
import type { BinaryOperation, UnaryOperation } from './expression.js';

const errorFunctions: Partial<Record<string, (u: number) => number>> = {
  erf: erfOf,
  erfc: erfcOf,
  erfcx: erfcxOf,
};

/** What any operation makes of one or two numbers, in float64. */
export function calculate(op: UnaryOperation | BinaryOperation, a: number, b?: number): number {
  return arithmetic(op, a, b) ?? errorFunctions[op]!(a);
}
