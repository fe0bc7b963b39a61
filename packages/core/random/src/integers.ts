import { checkValue, wholeNumber } from '@rectified/errors';
import { bits } from './bits.js';
import type { NoiseKey } from './noise.js';

const bounds = wholeNumber({ from: 1, to: 2 ** 32 });

/**
 * A source of random integers: `next(bound)` is uniform in 0 .. bound - 1, for bounds up to 2^32. Words beyond
 * the last multiple of the bound are discarded, so no integer is more likely than another.
 *
 * @example
 * const next = integers({ seed: 1, stream: streamOf('crop'), step: 0 });
 * const top = next(9);
 */
export function integers(key: NoiseKey): (bound: number) => number {
  let words = bits(64, key);
  let used = 0;
  return (bound) => {
    checkValue('bound of random integers', bound, bounds);
    const end = 2 ** 32 - (2 ** 32 % bound);
    for (;;) {
      if (used === words.length) words = bits(8 * used, key); // starts with the words already used
      const word = words[used++]!;
      if (word < end) return word % bound;
    }
  };
}
