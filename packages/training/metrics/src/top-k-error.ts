import { checkValue } from '@rectified/errors';
import { checkScores } from './check-scores.js';
import { count } from './checks.js';

/**
 * Share of rows whose label is not among the `k` largest scores, 0 to 1. For `k = 1` the same as `errorRate`.
 *
 * Values: among equal scores, the lower index ranks higher, so that every k agrees with "first maximum wins"
 * (scikit-learn ranks the higher index first). A row with a NaN counts as wrong for every k.
 *
 * @param k whole number from 1; from `classes` on the error is 0 except for rows with a NaN
 *
 * @example
 * topKError([3, 2, 1, 3, 2, 1], [1, 2], 2); // => 0.5
 */
export function topKError(scores: ArrayLike<number>, labels: ArrayLike<number>, k: number): number {
  checkValue('k of a top-k error', k, count);
  const classes = checkScores(scores, labels);
  let wrong = 0;
  for (let row = 0; row < labels.length; row++)
    if (!(rank(scores, row * classes, classes, labels[row]!) < k)) wrong++;
  return wrong / labels.length;
}

/** How many classes of a row rank before the label; infinity if a score is NaN. */
export function rank(scores: ArrayLike<number>, from: number, classes: number, label: number): number {
  const own = scores[from + label]!;
  let before = 0;
  for (let i = 0; i < classes; i++) {
    const score = scores[from + i]!;
    if (Number.isNaN(score)) return Number.POSITIVE_INFINITY;
    if (score > own || (score === own && i < label)) before++;
  }
  return before;
}
