import { either, finiteNumber, listOf, trueOrFalse, wholeNumber } from '@rectified/errors';

/** Including NaN, which failed networks output; it makes the results NaN. */
const anyNumber = { expected: 'a number', fits: (value: unknown) => typeof value === 'number' };

const anyNumbers = listOf(anyNumber, 'a list of numbers');

/** Typed arrays contain only numbers and are not checked one by one, because every step of training is measured. */
export const numbers = {
  ...anyNumbers,
  fits: (value: unknown) =>
    value instanceof Float32Array || value instanceof Int32Array || anyNumbers.fits(value),
};
export const answers = listOf(
  either(trueOrFalse, finiteNumber()),
  'a list of true and false, or of finite numbers',
);
export const confidence = finiteNumber({ above: 0, below: 1 });
export const count = wholeNumber({ from: 1 });
