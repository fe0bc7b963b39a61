import type { Interval, Summary } from '@rectified/metrics';

/** What these runs say about a claim of arXiv 1505.00853. */
export interface Claim {
  readonly id: string;
  /** Where it is in the paper. */
  readonly source: string;
  /** The claim in our words. */
  readonly text: string;
  /**
   * `supported` if every part is as claimed with p < 0.05 (or, where arms are claimed to be alike, shown to be); `contradicted` if one is shown
   * to be otherwise; otherwise `undecided`.
   */
  readonly verdict: 'supported' | 'contradicted' | 'undecided';
  readonly parts: readonly ClaimPart[];
  /** Pairs of runs (seeds) that would probably settle it, if it is undecided and this can be estimated. */
  readonly pairsNeeded?: number;
  /** Why nothing can be said, if so: missing arms. */
  readonly reason?: string;
}

/** One comparison within a claim. */
export interface ClaimPart extends Partial<Omit<Summary, 'n'>> {
  readonly arm: string;
  readonly against: string;
  /** `train`: running, as most likely in the paper. */
  readonly of: 'train' | 'test';
  /** If a claim is about the number of training images: the difference with the first number minus that with the second. */
  readonly images?: readonly [number, number];
  /** What the claim says of the difference `arm - against`. */
  readonly claimed: 'lower' | 'higher' | 'same';
  readonly found: 'as claimed' | 'otherwise' | 'open';
  readonly n: number;
  /** The two-sided p-value of the sign-flip test, unadjusted: a claim is supported only if all of its parts are. */
  readonly p?: number;
  /** The same, adjusted for the parts of the claim: one of several parts can contradict it. */
  readonly adjusted?: number;
  /** The p-value of the paired t-test. */
  readonly tP?: number;
  readonly bootstrap?: Interval;
  /** The p-value of the test that the difference is smaller than the margin. */
  readonly equivalenceP?: number;
  /** Pairs that would probably settle this part, if the truth is as observed. */
  readonly pairsNeeded?: number;
  /** The difference in the paper's own table: one run each. */
  readonly paper?: number;
  /** Why this part is undecided whatever the numbers, or what readers must know with them. */
  readonly notes: readonly string[];
}
