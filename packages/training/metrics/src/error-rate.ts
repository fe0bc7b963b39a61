import { topKError } from './top-k-error.js';

/**
 * Share of rows whose largest score is not at the label, 0 to 1: `mean(argmax(row) != label)`.
 *
 * Paper: the train and test columns of Tables 3 and 4 of arXiv 1505.00853; cxxnet's `error` metric, in which the
 * first of several equal scores wins.
 *
 * Shapes: `scores` is rows x classes, one row after another (a tensor's `dataSync()`); `labels` has one class per row.
 * Logits, probabilities or anything that increases with them will do.
 *
 * Values: a row with a NaN counts as wrong. Throws an `InputError` if lengths or labels are impossible.
 *
 * @example
 * errorRate([2, 1, 0, 0, 3, 1], [0, 2]); // => 0.5
 */
export function errorRate(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  return topKError(scores, labels, 1);
}
