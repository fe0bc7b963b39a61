import { InputError } from '@rectified/errors';

/** Throws an `InputError` unless there are as many numbers as there must be. */
export function checkLength(what: string, array: ArrayLike<number>, length: number): void {
  if (array?.length === length) return;
  throw new InputError({ what, expected: `${length} numbers`, got: String(array?.length ?? 'nothing') });
}
