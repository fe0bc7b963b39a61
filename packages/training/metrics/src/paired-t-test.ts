import { studentP } from './distributions.js';
import { pairedDifferences } from './paired-differences.js';
import { type ConfidenceOptions, type Summary, summarize } from './summarize.js';

export interface PairedTTest extends Required<Summary> {
  /** Degrees of freedom, n - 1. */
  readonly degrees: number;
  readonly t: number;
  /** Two-sided. */
  readonly p: number;
}

/**
 * Student's paired t-test: do two arms differ by more than their seeds do? For the differences `a[i] - b[i]` it returns
 * mean, deviation and confidence interval, `t = mean / (deviation / sqrt(n))` and its two-sided p-value.
 *
 * For runs paired by seed (same initial weights, order and dropout in both arms), where `a[i]` and `b[i]` have the same seed.
 * It assumes independent and roughly normal differences.
 *
 * Values: equal arms give t = 0 and p = 1. Differences that are all equal but not 0 give an infinite t and, because
 * there is no spread to measure them by, the p of the sign test, 2^(1-n): 0.5 for two pairs. Fewer than two pairs, or arms of different length, throw an `InputError`: one pair has no spread.
 *
 * @example
 * pairedTTest([0.12, 0.13, 0.14], [0.13, 0.15, 0.17]).p; // => 0.0741799
 */
export function pairedTTest(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: ConfidenceOptions = {},
): PairedTTest {
  const summary = summarize(pairedDifferences(a, b, 2), options) as Required<Summary>;
  const degrees = summary.n - 1;
  if (!hasSpread(summary.deviation, a, b)) return { ...withoutSpread(summary), degrees };
  const t = summary.mean / (summary.deviation / Math.sqrt(summary.n));
  return { ...summary, degrees, t, p: studentP(t, degrees) };
}

/** Whether the deviation of differences exceeds float64's rounding of equal ones (0.3 - 0.2 is not 0.2 - 0.1). */
export function hasSpread(deviation: number, ...arms: readonly ArrayLike<number>[]): boolean {
  const largest = Math.max(...arms.flatMap((arm) => Array.from(arm, Math.abs)));
  return !(deviation <= 1e-12 * largest);
}

function withoutSpread({ n, mean }: Summary) {
  const p = 2 ** (1 - n);
  const same = { n, mean, deviation: 0, low: mean, high: mean };
  return mean === 0 ? { ...same, t: 0, p: 1 } : { ...same, t: mean * Number.POSITIVE_INFINITY, p };
}
