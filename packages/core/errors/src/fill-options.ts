import type { ForeignOptions } from './check-option-names.js';
import { checkOptions } from './check-options.js';
import { optional } from './checks.js';
import type { DescribedOptions } from './described-option.js';

/**
 * Returns every described option with its value: the given one if it passes its check, or its default. Otherwise throws an
 * `InputError` as {@link checkOptions} does.
 *
 * @example
 * const described = { dropout: { check: finiteNumber({ from: 0, below: 1 }), default: 0.5, help: 'share that is dropped' } };
 * fillOptions('nin', {}, described).dropout; // => 0.5
 */
export function fillOptions(
  what: string,
  given: Readonly<Record<string, unknown>>,
  described: DescribedOptions,
  foreign?: ForeignOptions,
): Record<string, unknown> {
  const known = Object.entries(described);
  checkOptions(
    what,
    given,
    Object.fromEntries(known.map(([name, { check }]) => [name, optional(check)])),
    foreign,
  );
  return Object.fromEntries(
    known
      .map(([name, option]) => [name, given[name] ?? option.default])
      .filter(([, value]) => value !== undefined),
  );
}
