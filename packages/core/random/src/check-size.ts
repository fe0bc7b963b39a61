import { checkValue, wholeNumber } from '@rectified/errors';

/** `size`, if so many random numbers can be asked for. */
export function checkSize(size: number): number {
  return checkValue('number of random numbers', size, wholeNumber());
}
