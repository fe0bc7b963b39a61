import type { Check } from './check.js';
import { checkFields } from './check-fields.js';
import { checkOptionNames, type ForeignOptions } from './check-option-names.js';

/** The check for each option. */
export type Checks<Options> = { readonly [Name in keyof NonNullable<Options>]-?: Check };

/**
 * Returns `options` if they are absent or an object of known names. Otherwise throws an `InputError` that says which option was
 * meant, using `foreign` or the nearest known name. TypeScript finds a misspelled or foreign name only in a literal, and in
 * JavaScript the default would silently be used. An unknown option that is `undefined` has no effect
 * and is allowed.
 *
 * `known` is a list of names or, for each name, a check of its value: `wholeNumber({ from: 1 })`,
 * `optional(trueOrFalse)`. With checks, a missing required option is also an error.
 *
 * If a bare value may be passed instead of the object, `foreign` may contain the name of its type: `number`.
 *
 * @example
 * checkOptions('LeakyReLU', { alpha: 0.2 }, ['divisor'], { alpha: (slope) => `divisor: ${1 / Number(slope)}` });
 * // unknown option "alpha" of LeakyReLU: expected divisor. alpha: 0.2 is divisor: 5
 * checkOptions('batches', { size: 0 }, { size: wholeNumber({ from: 1 }), seed: optional(randomSeed) });
 * // size of batches: expected a whole number from 1, got 0
 */
export function checkOptions<Options>(
  what: string,
  options: Options,
  known: readonly string[] | NoInfer<Checks<Options>>,
  foreign?: ForeignOptions,
): Options {
  const checks: Readonly<Record<string, Check>> = isList(known) ? {} : known;
  // If any of them is required, so is the options object.
  if (options === undefined && Object.values(checks).every(({ optional }) => optional)) return options;
  checkOptionNames(what, options, isList(known) ? known : Object.keys(checks), foreign);
  return checkFields(what, options, checks);
}

const isList = (known: object): known is readonly string[] => Array.isArray(known);
