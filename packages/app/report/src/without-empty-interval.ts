import type { Summary } from '@rectified/metrics';

/** More than what float64 makes of equal numbers. */
const rounding = 1e-12;

/**
 * Without the interval where the values are all alike, as errors over a few test images easily are: there is no spread to
 * make one of, and an interval of no width would claim to be certain.
 */
export function withoutEmptyInterval<T extends Summary>(summary: T): Omit<T, 'low' | 'high'> & Summary {
  const { low, high, ...rest } = summary;
  if (low === undefined || high === undefined) return summary;
  return high - low <= rounding * Math.max(Math.abs(low), Math.abs(high)) ? rest : summary;
}
