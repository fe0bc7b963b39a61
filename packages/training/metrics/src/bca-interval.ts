import { checkOptions, checkValue, InputError, optional, randomSeed } from '@rectified/errors';
import { integers, streamOf } from '@rectified/random';
import * as checks from './checks.js';
import { normalBelow, normalQuantile } from './distributions.js';
import { hasSpread } from './paired-t-test.js';
import type { ConfidenceOptions } from './summarize.js';
import type { Interval } from './wilson.js';

export interface BcaOptions extends ConfidenceOptions {
  /** Default 9999, as in scipy. */
  resamples?: number;
  /** Seed of the resamples. Default 1. */
  seed?: number;
}

/**
 * Confidence interval of a mean by the bootstrap, bias-corrected and accelerated (BCa, Efron 1987): from the means of
 * `resamples` samples drawn with replacement, the percentiles that correct for their bias and for a spread that changes with
 * the mean. Unlike the t interval, it assumes neither a normal nor a symmetric distribution; for few values (less than about 15) it is too
 * narrow, so use it beside that one rather than instead of it.
 *
 * Values: equal values give that value twice. Fewer than two throw an `InputError`; NaN gives NaN.
 *
 * @example
 * const { low, high } = bcaInterval([0.4, 0.9, 0.5, 0.7, 2.1, 0.6]);
 * [low > 0.4, high > 1.2, high < 2.1]; // => [true, true, true]
 */
export function bcaInterval(values: ArrayLike<number>, options: BcaOptions = {}): Interval {
  const {
    confidence = 0.95,
    resamples = 9999,
    seed = 1,
  } = checkOptions('bcaInterval', options, {
    confidence: optional(checks.confidence),
    resamples: optional(checks.count),
    seed: optional(randomSeed),
  });
  checkValue('values', values, checks.numbers);
  const n = values.length;
  if (n < 2)
    throw new InputError({
      what: 'too few values for an interval',
      expected: 'at least 2',
      got: String(n),
    });
  const next = integers({ seed, stream: streamOf('bootstrap'), step: 0 });
  const means = new Float64Array(resamples);
  for (let i = 0; i < resamples; i++) {
    let sum = 0;
    for (let draw = 0; draw < n; draw++) sum += values[next(n)]!;
    means[i] = sum / n;
  }
  return bcaOf(means, values, confidence);
}

/** The interval from means that have been drawn. */
export function bcaOf(means: Float64Array, values: ArrayLike<number>, confidence: number): Interval {
  const n = values.length;
  const mean = meanOf(values);
  const deviations = Array.from(values, (value) => value - mean);
  if (Number.isNaN(mean)) return { low: Number.NaN, high: Number.NaN };
  if (!hasSpread(Math.hypot(...deviations), values)) return { low: mean, high: mean };
  const sorted = means.toSorted();
  // The same values drawn in another order have the same mean except for rounding.
  const rounding = 1e-12 * Math.max(...Array.from(values, Math.abs));
  const below = sorted.filter((value) => value < mean - rounding).length;
  const upTo = sorted.filter((value) => value <= mean + rounding).length;
  const bias = normalQuantile((below + upTo) / (2 * sorted.length));
  // Leaving out a value changes the mean by the value's deviation over n - 1.
  const sum = (power: number) => deviations.reduce((total, value) => total + (value / (n - 1)) ** power, 0);
  const acceleration = sum(3) / (6 * sum(2) ** 1.5);
  const share = (tail: number) => {
    const shifted = bias + normalQuantile(tail);
    return normalBelow(bias + shifted / (1 - acceleration * shifted));
  };
  const tail = (1 - confidence) / 2;
  return { low: percentile(sorted, share(tail)), high: percentile(sorted, share(1 - tail)) };
}

function meanOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

/** Interpolates between the two nearest values, as numpy does by default. */
function percentile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const under = Math.floor(at);
  const low = sorted[under]!;
  return low + (at - under) * ((sorted[under + 1] ?? low) - low);
}
