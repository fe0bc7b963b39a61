import type { Check } from './check.js';
import { checkValue } from './check-value.js';
import { having } from './checks.js';

/**
 * Returns `record` if every field passes its check; otherwise throws an `InputError`. Unlike with {@link checkOptions}, it may have
 * more fields than these.
 *
 * @example
 * checkFields('the key of a view', { seed: 1, epoch: -1 }, { seed: randomSeed, epoch: wholeNumber() });
 * // epoch of the key of a view: expected a whole number from 0, got -1
 */
export function checkFields<T>(what: string, record: T, checks: Readonly<Record<string, Check>>): T {
  checkValue(what, record, having(`an object of ${Object.keys(checks).join(', ')}`));
  for (const [name, check] of Object.entries(checks))
    checkValue(`${name} of ${what}`, (record as Readonly<Record<string, unknown>>)[name], check);
  return record;
}
