/**
 * P-values of several comparisons, adjusted so that the chance of any false finding among them stays at the level
 * (Holm 1979): the smallest times m, the next times m - 1, ..., none smaller than the one before, at most 1.
 *
 * @example
 * holm([0.01, 0.04, 0.03]); // => [0.03, 0.06, 0.06]
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((i, j) => pValues[i]! - pValues[j]!);
  const adjusted = new Array<number>(pValues.length);
  let least = 0;
  order.forEach((i, position) => {
    least = Math.min(1, Math.max(least, pValues[i]! * (pValues.length - position)));
    adjusted[i] = least;
  });
  return adjusted;
}
