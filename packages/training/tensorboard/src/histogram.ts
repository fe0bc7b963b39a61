import { anything, checkValue, listOf } from '@rectified/errors';

/** A distribution as TensorBoard draws it. */
export interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly count: number;
  readonly sum: number;
  readonly squares: number;
  /** Upper ends of the buckets. */
  readonly limits: readonly number[];
  readonly counts: readonly number[];
}

/** The number of buckets of `tf.summary.histogram`. */
const buckets = 30;

/**
 * Counts values in 30 buckets of equal width between the smallest and the largest; equal values form a single bucket. NaN and
 * infinities are left out; `undefined` if nothing is left.
 */
export function histogramOf(values: ArrayLike<number>): Histogram | undefined {
  checkValue('values of a histogram', values, listOf(anything, 'a list of numbers'));
  const finite = Array.from(values).filter(Number.isFinite);
  if (finite.length === 0) return undefined;
  let [min, max, sum, squares] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (const value of finite) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    squares += value * value;
  }
  const all = { min, max, count: finite.length, sum, squares };
  if (min === max) return { ...all, limits: [max], counts: [finite.length] };
  const width = (max - min) / buckets;
  const limits = Array.from({ length: buckets }, (_, i) => (i === buckets - 1 ? max : min + (i + 1) * width));
  const counts = new Array<number>(buckets).fill(0);
  for (const value of finite) counts[Math.min(buckets - 1, Math.floor((value - min) / width))]!++;
  return { ...all, limits, counts };
}
