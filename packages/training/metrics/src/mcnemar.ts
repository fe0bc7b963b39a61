import { checkValue, InputError } from '@rectified/errors';
import { answers } from './checks.js';
import { fairCoinAtMost } from './distributions.js';

export interface McNemar {
  /** Images that only `a` got wrong. */
  readonly onlyA: number;
  /** Images that only `b` got wrong. */
  readonly onlyB: number;
  /** Two-sided. */
  readonly p: number;
}

/**
 * McNemar's exact test of two networks on the same test images: of the images that only one of them got wrong, is
 * the split further from half and half than a fair coin's? `p = 2 P(X <= min(onlyA, onlyB))`, at most 1, with X
 * binomial with n = onlyA + onlyB and 1/2.
 *
 * It says whether these two trained networks differ, not what another seed would give.
 *
 * Values: if no image was wrong in only one of them, p is 1.
 *
 * @param a whether the first network got each image wrong (or right, if `b` does the same)
 * @param b the same for the second network, image by image
 *
 * @example
 * mcnemar([true, true, false, true], [false, false, false, false]); // => { onlyA: 3, onlyB: 0, p: 0.25 }
 */
export function mcnemar(a: ArrayLike<boolean | number>, b: ArrayLike<boolean | number>): McNemar {
  checkValue('answers of a', a, answers);
  checkValue('answers of b', b, answers);
  if (a.length !== b.length)
    throw new InputError({
      what: 'not the same images',
      expected: 'one answer of either network for every image',
      got: `${a.length} and ${b.length} answers`,
    });
  let onlyA = 0;
  let onlyB = 0;
  for (let i = 0; i < a.length; i++) {
    if (a[i] && !b[i]) onlyA++;
    if (b[i] && !a[i]) onlyB++;
  }
  const p = Math.min(1, 2 * fairCoinAtMost(Math.min(onlyA, onlyB), onlyA + onlyB));
  return { onlyA, onlyB, p };
}
