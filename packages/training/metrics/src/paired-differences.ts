import { checkValue, InputError } from '@rectified/errors';
import { numbers } from './checks.js';

/** `a[i] - b[i]`. Throws an `InputError` unless both arms have the same number of values, and at least this many. */
export function pairedDifferences(a: ArrayLike<number>, b: ArrayLike<number>, atLeast: number): number[] {
  checkValue('values of a', a, numbers);
  checkValue('values of b', b, numbers);
  if (a.length !== b.length || a.length < atLeast)
    throw new InputError({
      what: 'too few pairs',
      expected: `two arms of the same length, at least ${atLeast}`,
      got: `${a.length} and ${b.length} values`,
    });
  return Array.from(a, (value, i) => value - b[i]!);
}
