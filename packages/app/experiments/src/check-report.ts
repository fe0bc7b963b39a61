import type { FormulaText, Paper } from '@rectified/activation';

/** Output and slope of an activation at an input, as text, because JSON has no Infinity or NaN. */
export interface ValueAt {
  readonly x: string;
  readonly y: string;
  readonly slope: string;
}

/** What was checked. What it computes is absent if it is a layer without a formula. */
export interface CheckSubject extends Partial<FormulaText> {
  readonly name: string;
  readonly title: string;
  readonly paper?: Paper;
  /** Absolute path of the module; absent for Rectified's own activations. */
  readonly file?: string;
  /** Whether it can be fused with the layer before it. */
  readonly fused: boolean;
  readonly backends: readonly string[];
  /** Empty if it fails, or is not an elementwise function. */
  readonly values: readonly ValueAt[];
}

/** A check, and what was wrong. */
export interface CheckOutcome {
  readonly name: string;
  readonly variant?: string;
  readonly backend?: string;
  /** Absent if it passed. */
  readonly fault?: string;
}

export type CheckReport =
  | { readonly type: 'subject'; readonly subject: CheckSubject }
  | { readonly type: 'check'; readonly check: CheckOutcome };
