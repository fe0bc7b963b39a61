import type { Expression, Sym, UnaryOperation } from './expression.js';

/** What a line computes from earlier lines: functions of one argument, of two, comparisons, and a choice. */
export type LineOperation =
  | Exclude<UnaryOperation, 'sigmoid' | 'softplus' | 'tanh' | 'erfc'>
  /** `exp` of what is at most 0, and `log1p` of what is between 0 and 1: these have cheaper forms. */
  | 'expDown'
  | 'log1pUnit'
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  /** Comparisons of two numbers: false if one is NaN. */
  | 'greater'
  | 'greaterEqual'
  | 'less'
  | 'lessEqual'
  | 'equal'
  /** The second argument where the first is true, else the third. */
  | 'where'
  /** Its argument, rounded before it goes into a sum: no fused multiply-add. Noise has the same bits everywhere so. */
  | 'rounded';

export interface Computation {
  readonly op: LineOperation;
  /** Numbers of earlier lines. */
  readonly args: readonly number[];
}

export type Line =
  | { readonly op: 'constant'; readonly value: number }
  | Sym
  /** An expression of options alone: computed once, in float64, and handed in as one number. */
  | { readonly op: 'scalar'; readonly of: Expression }
  | Computation;

/**
 * Straight-line code for any number of outputs, in which the rules of {@link Expression} are spelled out: whatever prints it
 * line by line for a compiler need not know them.
 */
export interface Program {
  readonly lines: readonly Line[];
  /** Numbers of the lines that hold the results. */
  readonly outputs: readonly number[];
}

export const isComputation = (line: Line): line is Computation => 'args' in line;
