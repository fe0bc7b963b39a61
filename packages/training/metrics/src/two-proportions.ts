import { anything, checkFields } from '@rectified/errors';
import { fisherP } from './fisher.js';
import type { Proportion } from './proportion.js';
import type { ConfidenceOptions } from './summarize.js';
import { type Interval, wilson } from './wilson.js';

export interface ProportionDifference {
  /** Rate of `b` minus rate of `a`. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** `mean` in standard errors: of the two rates or, if these are 0, of the pooled one. */
  readonly z: number;
  /** Two-sided, exact. */
  readonly p: number;
}

/**
 * The difference between two error rates of which only the counts are known, such as two rows of a paper's table: its interval
 * after Newcombe (1998, method 10, from the two Wilson intervals), Fisher's exact p-value, and
 * `z = (pb - pa) / sqrt(pa(1 - pa)/na + pb(1 - pb)/nb)`.
 *
 * It assumes that the two were measured on different test images. For the same images with known answers, `mcnemar`
 * is more sensitive; neither knows what another seed would give.
 *
 * Values: two equal rates give z = 0 and p = 1; 0 of 5 and 5 of 5 give p = 0.0079 and an interval within -1 and 1.
 *
 * @example
 * twoProportions({ wrong: 1119, n: 10000 }, { wrong: 1245, n: 10000 }).z; // => 2.76022
 */
export function twoProportions(
  a: Proportion,
  b: Proportion,
  options: ConfidenceOptions = {},
): ProportionDifference {
  for (const one of [a, b]) checkFields('a proportion', one, { wrong: anything, n: anything }); // wilson checks the values
  const [ofA, ofB] = [a, b].map(({ wrong, n }) => wilson(wrong, n, options)) as [Interval, Interval];
  const [pa, pb] = [a.wrong / a.n, b.wrong / b.n];
  const mean = pb - pa;
  return {
    mean,
    low: mean - Math.hypot(pb - ofB.low, ofA.high - pa),
    high: mean + Math.hypot(ofB.high - pb, pa - ofA.low),
    z: mean === 0 ? 0 : mean / standardError(a, b),
    p: mean === 0 ? 1 : fisherP(a, b),
  };
}

function standardError(a: Proportion, b: Proportion): number {
  const variance = (rate: number, n: number) => (rate * (1 - rate)) / n;
  const own = variance(a.wrong / a.n, a.n) + variance(b.wrong / b.n, b.n);
  const pooled = (a.wrong + b.wrong) / (a.n + b.n);
  return Math.sqrt(own > 0 ? own : variance(pooled, a.n) + variance(pooled, b.n));
}
