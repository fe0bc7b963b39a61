import { checkOptions, checkValue, InputError, optional } from '@rectified/errors';
import * as checks from './checks.js';
import { studentWithin } from './distributions.js';

export interface Summary {
  readonly n: number;
  readonly mean: number;
  /** Sample standard deviation (divided by n - 1). Absent for one value: one run has no spread. */
  readonly deviation?: number;
  /** Confidence interval of the mean. Absent for one value. */
  readonly low?: number;
  readonly high?: number;
}

export interface ConfidenceOptions {
  /** Default 0.95. */
  confidence?: number;
}

/**
 * Mean, standard deviation and confidence interval of the mean of some runs: `mean ± t(n - 1) * deviation / sqrt(n)`.
 *
 * The interval assumes that the runs are independent draws of a roughly normal quantity, such as test error over seeds.
 *
 * Values: a single value only has a mean; no values throw an `InputError`; NaN and infinity make the results NaN.
 *
 * @example
 * summarize([0.12, 0.13, 0.14]); // => { n: 3, mean: 0.13, deviation: 0.01, low: 0.105159, high: 0.154841 }
 */
export function summarize(values: ArrayLike<number>, options: ConfidenceOptions = {}): Summary {
  const { confidence = 0.95 } = checkOptions('summarize', options, {
    confidence: optional(checks.confidence),
  });
  checkValue('values', values, checks.numbers);
  const n = values.length;
  if (n === 0) throw new InputError({ what: 'no values to summarize', expected: 'at least one' });
  const mean = Array.from(values).reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { n, mean };
  const squares = Array.from(values).reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (n - 1));
  const margin = (studentWithin(confidence, n - 1) * deviation) / Math.sqrt(n);
  return { n, mean, deviation, low: mean - margin, high: mean + margin };
}
