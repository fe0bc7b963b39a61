import type { Expression, Sym, UnaryOperation } from './expression.js';

/** The operation of a line: a function of one or two earlier lines, a comparison, or a choice. */
export type LineOperation =
  | Exclude<UnaryOperation, 'sigmoid' | 'softplus' | 'tanh' | 'erfc'>
  /** `exp` of arguments up to 0, and `log1p` of arguments between 0 and 1, which have cheaper implementations. */
  | 'expDown'
  | 'log1pUnit'
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  /** Comparisons of two numbers; false if either is NaN. */
  | 'greater'
  | 'greaterEqual'
  | 'less'
  | 'lessEqual'
  | 'equal'
  /** The second argument if the first is true, else the third. */
  | 'where'
  /** Its argument, rounded before it is added: no fused multiply-add. This gives noise the same bits everywhere. */
  | 'rounded';

export interface Computation {
  readonly op: LineOperation;
  /** Numbers of earlier lines. */
  readonly args: readonly number[];
}

export type Line =
  | { readonly op: 'constant'; readonly value: number }
  | Sym
  /** An expression of options only: computed once, in float64, and passed in as a number. */
  | { readonly op: 'scalar'; readonly of: Expression }
  | Computation;

/**
 * Straight-line code for any number of outputs. It spells out the rules of {@link Expression}, so that code which prints or runs it
 * line by line need not know them.
 */
export interface Program {
  readonly lines: readonly Line[];
  /** Numbers of the lines with the results. */
  readonly outputs: readonly number[];
}

export const isComputation = (line: Line): line is Computation => 'args' in line;
