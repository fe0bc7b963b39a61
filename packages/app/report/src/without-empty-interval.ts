import type { Summary } from '@rectified/metrics';

/** More than float64's rounding of equal numbers. */
const rounding = 1e-12;

/**
 * Drops the interval if all values are equal, as errors on a few test images easily are: there is no spread to
 * compute one from, and an interval of no width would claim certainty.
 */
export function withoutEmptyInterval<T extends Summary>(summary: T): Omit<T, 'low' | 'high'> & Summary {
  const { low, high, ...rest } = summary;
  if (low === undefined || high === undefined) return summary;
  return high - low <= rounding * Math.max(Math.abs(low), Math.abs(high)) ? rest : summary;
}
