/// <reference path="./jstat.d.ts" />
import jStat from 'jstat';

// jStat agrees with scipy to about 7 digits here (test/distributions.test.ts); @stdlib's functions are exact to the
// last digits, but bring 235 packages and 25 MB.

/** Two-sided p-value of Student's t. */
export function studentP(t: number, degrees: number): number {
  return Number.isFinite(t)
    ? 2 * jStat.studentt.cdf(-Math.abs(t), degrees)
    : Number.isNaN(t)
      ? Number.NaN
      : 0;
}

/** P(T > t). */
export function studentAbove(t: number, degrees: number): number {
  if (!Number.isFinite(t)) return t > 0 ? 0 : 1;
  return jStat.studentt.cdf(-t, degrees);
}

/** The t that a Student's t variable stays within, either side of 0, with probability `confidence`. */
export function studentWithin(confidence: number, degrees: number): number {
  return jStat.studentt.inv((1 + confidence) / 2, degrees);
}

/** The z that a normal variable stays within, either side of 0, with probability `confidence`. */
export function normalWithin(confidence: number): number {
  return jStat.normal.inv((1 + confidence) / 2, 0, 1);
}

/** P(Z <= z) of a normal variable. */
export function normalBelow(z: number): number {
  return jStat.normal.cdf(z, 0, 1);
}

/** The z that a normal variable stays below with this probability; infinite for 0 and 1. */
export function normalQuantile(probability: number): number {
  if (probability <= 0) return Number.NEGATIVE_INFINITY;
  return probability >= 1 ? Number.POSITIVE_INFINITY : jStat.normal.inv(probability, 0, 1);
}

/**
 * P(T <= t) of a noncentral t variable, for t > 0. Above 30, where jStat's series exceeds float64, T is practically never below any t that
 * is tested.
 */
export function noncentralBelow(t: number, degrees: number, noncentrality: number): number {
  return noncentrality > 30 ? 0 : jStat.noncentralt.cdf(t, degrees, noncentrality);
}

/** P(X <= k) of a binomial variable with n trials of probability 1/2; uses the beta function, because jStat's own is rounded to 1e-10. */
export function fairCoinAtMost(k: number, n: number): number {
  return k >= n ? 1 : jStat.ibeta(0.5, n - k, k + 1);
}

/** Returns a valid confidence; otherwise throws an `InputError`. */
