import { checkValue, listOf } from '@rectified/errors';

const probabilities = listOf(
  { expected: '', fits: (p) => typeof p === 'number' && !(p < 0 || p > 1) },
  'a list of numbers from 0 to 1, or NaN',
);

/**
 * P-values of several comparisons, adjusted so that the chance of any false finding among them stays at the level
 * (Holm 1979): the smallest times m, the next times m - 1, ..., none smaller than the one before, at most 1.
 *
 * Values: NaN, a test that could not be done, stays NaN and does not count, as in R's `p.adjust`. Values that cannot be
 * probabilities throw an `InputError`.
 *
 * @example
 * holm([0.01, 0.04, 0.03]); // => [0.03, 0.06, 0.06]
 */
export function holm(pValues: readonly number[]): number[] {
  checkValue('p-values', pValues, probabilities);
  const order = [...pValues.keys()]
    .filter((i) => !Number.isNaN(pValues[i]!))
    .sort((i, j) => pValues[i]! - pValues[j]!);
  const adjusted = new Array<number>(pValues.length).fill(Number.NaN);
  let least = 0;
  order.forEach((i, position) => {
    least = Math.min(1, Math.max(least, pValues[i]! * (order.length - position)));
    adjusted[i] = least;
  });
  return adjusted;
}
