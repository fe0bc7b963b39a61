import type { Check } from './check.js';
import { InputError } from './input-error.js';
import { shown } from './shown.js';

/**
 * Returns `value` if it passes the check; otherwise throws an {@link InputError}. `what` names the value in the message.
 *
 * @example
 * checkValue('batch size', 0, wholeNumber({ from: 1 })); // batch size: expected a whole number from 1, got 0
 */
export function checkValue<T>(what: string, value: T, check: Check): T {
  if (check.fits(value)) return value;
  throw new InputError({
    what,
    expected: check.expected,
    got: shown(value),
    remedy: check.remedy?.(value),
  });
}
