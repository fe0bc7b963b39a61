import { toExpression } from './constructors.js';
import type { Expression, Term, UnaryOperation } from './expression.js';

/**
 * What is built like the first is written as the second: in fewer operations, or in more accurate ones. Symbols stand for
 * parts: inputs for any, options for constants.
 */
export type Rule = readonly [from: Expression, to: Expression];

/** What is known of a function f of one argument u: value and derivative, and better forms where there are any. */
export interface FunctionOfOne {
  /** Its value in float64, where that is a line; {@link calculate} knows the others. */
  readonly at?: (u: number) => number;
  /** Where a textbook has another form, this one is accurate in float32: 1 - s and 1 - tanh^2 cancel, s(u) s(-u) does not. */
  readonly derivative: (u: Expression) => Expression;
  /** What operations on f(u) are better written as, where they would cancel or cost more; see {@link simplify}. */
  readonly rules?: (u: Expression) => readonly Rule[];
  /** Written in e^-|u| or e^(-u^2), which neither overflow nor cancel, and which all functions of the same u share. */
  readonly lowered?: (u: Expression) => Expression;
  /** Written in what every device has, for one that has no kernel for it. */
  readonly composed?: (u: Expression) => Expression;
  /** Whether it is NaN at some numbers, infinities among them. */
  readonly isPartial?: true;
  /** Whether its values lie between two numbers; by itself, where those of u do. */
  readonly isBounded?: boolean;
}

const functions = new Map<string, FunctionOfOne>();

/**
 * What writes a function, whose other sides are kept for {@link knownOf}. Marked as pure where it is called: a bundle holds
 * the functions that its formulas are written with, those that these need, and no others.
 */
export function functionOfOne(op: UnaryOperation, known: FunctionOfOne): (u: Term) => Expression {
  functions.set(op, known);
  return (u) => ({ op, args: [toExpression(u)] });
}

/** What is known of an operation, if it is one of one argument. */
export function knownOf(op: string): FunctionOfOne | undefined {
  return functions.get(op);
}
