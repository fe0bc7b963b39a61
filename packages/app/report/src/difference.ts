import type { Interval, Summary } from '@rectified/metrics';

/** Difference of an arm from the baseline over the seeds that finished in both. A single seed only has a mean; otherwise `low` and `high` are Student's. */
export interface Difference extends Summary {
  /** p of a paired permutation test (sign flips), two-sided, adjusted for the number of arms compared (Westfall and Young). */
  readonly p?: number;
  /** The p-value of a two-sided paired t-test, adjusted by Holm's method. */
  readonly tP?: number;
  /** The bootstrap's 95 % interval (BCa), from six pairs on: for fewer it is far too narrow. */
  readonly bootstrap?: Interval;
  /** The p-value of the test that the difference is smaller than the margin (TOST). */
  readonly equivalenceP?: number;
  /** The margin of that test. */
  readonly margin?: number;
  /** Why that test says nothing here. */
  readonly equivalenceRefused?: string;
  /** Pairs that would find such a difference, or rule out the margin, in four of five cases; absent if even 10,000 would not. */
  readonly pairsNeeded?: number;
  /**
   * `chance` if neither arm has learned anything; `few` below six pairs; `lower` or `higher` if p < 0.05; `equivalent` if
   * a difference as large as the margin is ruled out; otherwise `unclear`. `single`: one seed, so nothing can be said.
   */
  readonly verdict: 'chance' | 'lower' | 'higher' | 'equivalent' | 'unclear' | 'few' | 'single';
}
