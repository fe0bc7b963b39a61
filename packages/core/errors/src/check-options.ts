import type { Check } from './check.js';
import { checkFields } from './check-fields.js';
import { checkOptionNames, type ForeignOptions } from './check-option-names.js';

/** What each option must be. */
export type Checks<Options> = { readonly [Name in keyof NonNullable<Options>]-?: Check };

/**
 * `options`, if they are an object of known names, or absent. Otherwise an `InputError` that says which option was
 * meant: by `foreign`, or else the known name that is nearest. TypeScript finds a misspelt or foreign name in a literal and
 * nowhere else, and in JavaScript the default would be used silently. An unknown option that is `undefined` says
 * nothing, and passes.
 *
 * `known` are the names alone or, for each name, what its value must be: `wholeNumber({ from: 1 })`,
 * `optional(trueOrFalse)`; then a required option that is missing is an error, too.
 *
 * For a bare value in place of the object, `foreign` may have the name of its type: `number`.
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
  // If one of them is required, so are options.
  if (options === undefined && Object.values(checks).every(({ optional }) => optional)) return options;
  checkOptionNames(what, options, isList(known) ? known : Object.keys(checks), foreign);
  return checkFields(what, options, checks);
}

const isList = (known: object): known is readonly string[] => Array.isArray(known);
