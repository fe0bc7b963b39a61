import { checkValue, wholeNumber } from '@rectified/errors';

/** Items are not checked one by one: `argmax` is called for each row of one long array. */
const hasLength = {
  expected: 'a list of numbers',
  fits: (value: unknown) => Array.isArray(value) || ArrayBuffer.isView(value),
};

/**
 * The index of the largest score; of several equal ones the first, as in cxxnet (`utils/metric.h`) and numpy.
 *
 * Values: -1 if a score is NaN or there is none, so that a network with NaN outputs counts as
 * wrong; a plain comparison loop would answer class 0 for a row of NaN. Infinities compare as numbers do.
 *
 * @param from index of the first score (a row of a flat array of scores); the answer is relative to it
 * @param to one after the last
 *
 * @example
 * argmax([0.1, 0.7, 0.7]); // => 1
 */
export function argmax(
  scores: ArrayLike<number>,
  from = 0,
  to = checkValue('scores', scores, hasLength).length,
): number {
  checkValue('from', from, wholeNumber());
  checkValue('to', to, wholeNumber());
  let best = -1;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = from; i < to; i++) {
    const score = scores[i]!;
    if (Number.isNaN(score)) return -1;
    if (best === -1 || score > most) {
      best = i - from;
      most = score;
    }
  }
  return best;
}
