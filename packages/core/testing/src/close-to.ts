/** How far two arrays may differ: `|a - e| <= absolute + relative * |e|`. */
export interface Tolerance {
  /** Default 1e-6. */
  absolute?: number;
  /** Default 1e-5, about a hundred roundings of float32. */
  relative?: number;
}

/**
 * Throws unless two arrays agree element by element. NaN agrees only with NaN and an infinity only with the
 * same infinity (tfjs's `expectArraysClose` lets NaN pass against infinity).
 *
 * @example
 * closeTo([1, Number.NaN], [1.0000001, Number.NaN]);
 */
export function closeTo(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { absolute = 1e-6, relative = 1e-5 }: Tolerance = {},
): void {
  if (actual.length !== expected.length)
    throw new Error(`expected ${expected.length} elements, got ${actual.length}`);
  for (let i = 0; i < expected.length; i++) {
    const a = actual[i]!;
    const e = expected[i]!;
    const agree = Number.isFinite(e) ? Math.abs(a - e) <= absolute + relative * Math.abs(e) : Object.is(a, e);
    if (!agree) throw new Error(`element ${i}: expected ${e}, got ${a} (difference ${a - e})`);
  }
}
