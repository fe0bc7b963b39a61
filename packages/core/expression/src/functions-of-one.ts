import { toExpression } from './constructors.js';
import type { Expression, Term, UnaryOperation } from './expression.js';

/**
 * A rewrite rule, to save operations or improve accuracy. Symbols in the pattern match parts: inputs match anything, options
 * match constants.
 */
export type Rule = readonly [from: Expression, to: Expression];

/** A function f of one argument u: value, derivative and, where they exist, better forms. */
export interface FunctionOfOne {
  /** Its value in float64, if that is a one-liner; {@link calculate} has the others. */
  readonly at?: (u: number) => number;
  /** In a form that is accurate in float32: the textbook's 1 - s and 1 - tanh^2 cancel, s(u) s(-u) does not. */
  readonly derivative: (u: Expression) => Expression;
  /** Better forms of operations on f(u) that would cancel or cost more; see {@link simplify}. */
  readonly rules?: (u: Expression) => readonly Rule[];
  /** f in terms of e^-|u| or e^(-u^2), which neither overflow nor cancel, and which all functions of the same u share. */
  readonly lowered?: (u: Expression) => Expression;
  /** f in terms of operations that every device has, for devices without a kernel for it. */
  readonly composed?: (u: Expression) => Expression;
  /** Whether it is NaN for some numbers, including infinities. */
  readonly isPartial?: true;
  /** Whether its values are bounded. Default: if those of u are. */
  readonly isBounded?: boolean;
}

const functions = new Map<string, FunctionOfOne>();

/**
 * Creates the constructor of a function and registers its properties for {@link knownOf}. Calls are marked as pure, so a bundle
 * contains only the functions that its formulas use, and those that these need.
 */
export function functionOfOne(op: UnaryOperation, known: FunctionOfOne): (u: Term) => Expression {
  functions.set(op, known);
  return (u) => ({ op, args: [toExpression(u)] });
}

/** The properties of an operation of one argument; undefined for other operations. */
export function knownOf(op: string): FunctionOfOne | undefined {
  return functions.get(op);
}
