import type { Check } from './check.js';
import { checkValue } from './check-value.js';
import { having } from './checks.js';

/**
 * `record`, if each of the fields is what its check asks for; otherwise an `InputError`. It may have more fields than these,
 * which is what tells it from {@link checkOptions}.
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
