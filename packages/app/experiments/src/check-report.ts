import type { Paper } from '@rectified/activation';

/** Output and slope of an activation at an input, as text, which has Infinity and NaN. */
export interface ValueAt {
  readonly x: string;
  readonly y: string;
  readonly slope: string;
}

/** What was checked. */
export interface CheckSubject {
  readonly name: string;
  readonly title: string;
  readonly paper?: Paper;
  /** Absolute path of the module; absent for Rectified's own. */
  readonly file?: string;
  /** As text; absent where the activation is a layer without a formula. */
  readonly formula?: string;
  /** Whether it can be computed together with the layer before it. */
  readonly fused: boolean;
  readonly backends: readonly string[];
  /** Empty where it computes nothing, or is no function of single elements. */
  readonly values: readonly ValueAt[];
}

/** One check, and what was wrong. */
export interface CheckOutcome {
  readonly name: string;
  readonly variant?: string;
  readonly backend?: string;
  /** Absent where it passed. */
  readonly fault?: string;
}

export type CheckReport =
  | { readonly type: 'subject'; readonly subject: CheckSubject }
  | { readonly type: 'check'; readonly check: CheckOutcome };
