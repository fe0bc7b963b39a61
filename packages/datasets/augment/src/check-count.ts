import { InputError } from '@rectified/errors';

/** Throws `InputError` unless `value` is an integer of at least `least`. */
export function checkCount(what: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new InputError({ what, expected: `a whole number of at least ${least}`, got: String(value) });
}
