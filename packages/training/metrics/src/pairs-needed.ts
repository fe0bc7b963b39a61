import { checkFields, checkOptions, finiteNumber, optional } from '@rectified/errors';
import { confidence } from './checks.js';
import { noncentralBelow, studentWithin } from './distributions.js';

export interface PairsNeededOptions {
  /** Level of the two-sided test. Default 0.05. */
  level?: number;
  /** The probability of finding an existing difference. Default 0.8. */
  power?: number;
  /** Instead of finding a difference, rule out one as large as this (two one-sided tests at `level`). */
  margin?: number;
}

/** Nobody will train more pairs than this. */
const most = 10_000;

/** Fewer cannot reach 0.05 by sign flips, and are refused by `equivalence`. */
const fewest = 6;

/**
 * How many pairs settle a question, if the true difference is `mean` and its standard deviation over pairs is `deviation`: the
 * smallest number with which a paired t-test finds the difference with probability `power` (by the noncentral t distribution) or,
 * with a `margin`, with which `equivalence` rules out a difference as large as that.
 *
 * At least 6, with which a sign-flip test can reach 0.05. Infinity if more than 10,000 would be needed: the difference is
 * too small to be found, or not within the margin. The result is as uncertain as `mean` and `deviation` are.
 *
 * @example
 * pairsNeeded({ mean: 0.002, deviation: 0.004 }); // => 34
 */
export function pairsNeeded(
  effect: { readonly mean: number; readonly deviation: number },
  options: PairsNeededOptions = {},
): number {
  const {
    level = 0.05,
    power = 0.8,
    margin,
  } = checkOptions('pairsNeeded', options, {
    level: optional(confidence),
    power: optional(confidence),
    margin: optional(finiteNumber({ above: 0 })),
  });
  const { mean, deviation } = checkFields('what is expected', effect, {
    mean: finiteNumber(),
    deviation: finiteNumber({ from: 0 }),
  });
  const finds = (n: number) =>
    margin === undefined
      ? chanceToFind({ n, effect: Math.abs(mean) / deviation, level })
      : chanceToRuleOut({
          n,
          above: (margin - mean) / deviation,
          below: (margin + mean) / deviation,
          level,
        });
  const sought = margin === undefined ? mean !== 0 : Math.abs(mean) < margin;
  if (!sought) return Number.POSITIVE_INFINITY;
  if (deviation === 0) return fewest;
  return leastWith((n) => finds(n) >= power);
}

/** The power increases with n, so bisection finds the smallest. */
function leastWith(enough: (n: number) => boolean): number {
  if (!enough(most)) return Number.POSITIVE_INFINITY;
  let [low, high] = [fewest - 1, most];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** The power of a two-sided paired t-test, in the true direction. */
function chanceToFind({ n, effect, level }: { n: number; effect: number; level: number }): number {
  return 1 - noncentralBelow(studentWithin(1 - level, n - 1), n - 1, effect * Math.sqrt(n));
}

/** The power of both one-sided tests together: at least the sum of their powers minus 1. */
function chanceToRuleOut({
  n,
  above,
  below,
  level,
}: {
  n: number;
  above: number;
  below: number;
  level: number;
}): number {
  const t = studentWithin(1 - 2 * level, n - 1);
  const chance = (distance: number) => 1 - noncentralBelow(t, n - 1, distance * Math.sqrt(n));
  return chance(above) + chance(below) - 1;
}
