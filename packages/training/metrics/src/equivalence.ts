import { InputError } from '@rectified/errors';
import { studentAbove } from './distributions.js';
import { pairedTTest } from './paired-t-test.js';

export interface Equivalence {
  readonly n: number;
  /** Mean of `a - b`. */
  readonly mean: number;
  /** The interval of confidence 1 - 2 * level that lies within ± margin exactly if the arms are equivalent. */
  readonly low: number;
  readonly high: number;
  /** The larger p-value of the two one-sided tests. */
  readonly p: number;
  /** `p < level`. */
  readonly equivalent: boolean;
}

export interface EquivalenceOptions {
  /** Default 0.05. */
  level?: number;
}

/**
 * Two one-sided paired t-tests (TOST, Schuirmann 1987): are two arms the same but for less than `margin`?
 *
 * A `pairedTTest` that finds nothing does not show that nothing is there: with few seeds it finds nothing anyway. Here
 * the burden lies the other way round: `equivalent` says that a difference of `margin` or more, in either direction,
 * is ruled out. For pairs such as RReLU and leaky ReLU with a = 5.5, which the paper has one test image apart.
 *
 * Values: where all differences are the same, p is 0 if they are below the margin and 1 otherwise.
 *
 * @param margin the smallest difference that would matter, in the unit of the values
 *
 * @example
 * equivalence([0.12, 0.13, 0.14], [0.121, 0.129, 0.14], 0.005).equivalent; // => true
 */
export function equivalence(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  margin: number,
  { level = 0.05 }: EquivalenceOptions = {},
): Equivalence {
  if (!(margin > 0 && Number.isFinite(margin)))
    throw new InputError({ what: 'impossible margin', expected: 'a number above 0', got: String(margin) });
  if (!(level > 0 && level < 0.5))
    throw new InputError({
      what: 'impossible level',
      expected: 'a number between 0 and 0.5',
      got: String(level),
    });
  const { n, mean, deviation, degrees, low, high } = pairedTTest(a, b, { confidence: 1 - 2 * level });
  const error = deviation / Math.sqrt(n);
  const p = Math.max(
    studentAbove((mean + margin) / error, degrees),
    studentAbove((margin - mean) / error, degrees),
  );
  return { n, mean, low, high, p, equivalent: p < level };
}
