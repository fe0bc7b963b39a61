import { checkOptions, checkValue, finiteNumber, optional } from '@rectified/errors';
import { studentAbove } from './distributions.js';
import { hasSpread, pairedTTest } from './paired-t-test.js';

export interface Equivalence {
  readonly n: number;
  /** Mean of `a - b`. */
  readonly mean: number;
  /** The interval of confidence 1 - 2 * level that lies within ± margin exactly if the arms are equivalent. */
  readonly low: number;
  readonly high: number;
  /** The larger p-value of the two one-sided tests; 1 where there is no spread to test by. */
  readonly p: number;
  /** `p < level`, and nothing invalidates the test. */
  readonly equivalent: boolean;
  /** Why the test says nothing here, whatever p is. */
  readonly refused?: string;
}

/** With fewer pairs, the spread itself is hardly known, and two lucky seeds would make any two arms equal. */
const leastPairs = 6;

export interface EquivalenceOptions {
  /** Default 0.05. */
  level?: number;
}

/**
 * Two one-sided paired t-tests (TOST, Schuirmann 1987): are two arms equal within `margin`?
 *
 * A `pairedTTest` that finds nothing does not show that there is no difference: with few seeds it rarely finds one. Here
 * the burden of proof is reversed: `equivalent` says that a difference of `margin` or more, in either direction,
 * is ruled out. For pairs such as RReLU and leaky ReLU with a = 5.5, which differ by one test image in the paper.
 *
 * Fewer than six pairs, and differences that are all equal, say nothing: `equivalent` is then false and `refused` gives the reason.
 *
 * @param margin the smallest difference that would matter, in the unit of the values
 *
 * @example
 * equivalence([12, 13, 14, 12, 15, 13], [12.1, 12.9, 14, 12.2, 15, 13], 0.5).equivalent; // => true
 */
export function equivalence(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  margin: number,
  options: EquivalenceOptions = {},
): Equivalence {
  const { level = 0.05 } = checkOptions('equivalence', options, {
    level: optional(finiteNumber({ above: 0, below: 0.5 })),
  });
  checkValue('margin', margin, finiteNumber({ above: 0 }));
  const { n, mean, deviation, degrees, low, high } = pairedTTest(a, b, { confidence: 1 - 2 * level });
  const error = deviation / Math.sqrt(n);
  const p = Math.max(
    studentAbove((mean + margin) / error, degrees),
    studentAbove((margin - mean) / error, degrees),
  );
  const spread = hasSpread(deviation, a, b);
  const refused =
    n < leastPairs
      ? `${n} pairs; at least ${leastPairs} are needed`
      : spread
        ? undefined
        : 'the differences are all the same';
  return {
    n,
    mean,
    low,
    high,
    p: spread ? p : 1,
    equivalent: refused === undefined && p < level,
    ...(refused && { refused }),
  };
}
