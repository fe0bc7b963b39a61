import { checkValue, wholeNumber } from '@rectified/errors';

/** Returns `size` if that many random numbers can be requested. */
export function checkSize(size: number): number {
  return checkValue('number of random numbers', size, wholeNumber());
}
