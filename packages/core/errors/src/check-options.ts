import type { Check } from './check.js';
import { checkFields } from './check-fields.js';
import { InputError } from './input-error.js';
import { nearest } from './nearest.js';
import { written } from './written.js';

/**
 * Other libraries' names of options. A text says what to do instead; a function says how the value is written here,
 * `divisor: 5`, or nothing where it makes no sense.
 */
export type ForeignOptions = Readonly<Record<string, string | ((value: unknown) => string | undefined)>>;

/** What each option must be. */
export type Checks<Options> = { readonly [Name in keyof NonNullable<Options>]-?: Check };

/**
 * `options`, if they are an object of known names, or absent. Otherwise an {@link InputError} that says which option was
 * meant: by `foreign`, or else the known name that is nearest. TypeScript finds a misspelt or foreign name in a literal and
 * nowhere else, and in JavaScript the default would be taken without a word. An unknown option that is `undefined` says
 * nothing, and passes.
 *
 * `known` are the names alone or, for each name, what its value must be: `wholeNumber({ from: 1 })`,
 * `optional(trueOrFalse)`; then also an option that must be there and isn't is an error.
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
  foreign: ForeignOptions = {},
): Options {
  const translate = (name: string, shown: string, value: unknown) => {
    const meant = Object.hasOwn(foreign, name) ? foreign[name] : undefined;
    if (typeof meant === 'string') return meant;
    const written = meant?.(value);
    return written && `${shown} is ${written}`;
  };
  const names: readonly string[] = isList(known) ? known : Object.keys(known);
  const expected = names.join(', ');
  const type = typeof options;
  if (options === undefined && !isNeeded(known)) return options;
  if (type !== 'object' || options === null)
    throw new InputError({
      what: `options of ${what}`,
      expected: `an object of ${expected || 'options'}`,
      got: written(options),
      remedy: translate(type, String(options), options),
    });
  for (const [name, value] of Object.entries(options as object)) {
    // tfjs adds `customObjects` to the configuration of everything in a saved model.
    if (value === undefined || name === 'customObjects' || names.includes(name)) continue;
    const near = nearest(name, names);
    throw new InputError({
      what: `unknown option "${name}" of ${what}`,
      expected: expected || 'none',
      remedy: translate(name, `${name}: ${written(value)}`, value) ?? (near && `Did you mean "${near}"?`),
    });
  }
  return isList(known) ? options : checkFields(what, options, known as Readonly<Record<string, Check>>);
}

const isList = (known: object): known is readonly string[] => Array.isArray(known);

/** Whether there must be options: one of them must be there. */
const isNeeded = (known: object) =>
  !isList(known) && Object.values(known).some(({ optional }: Check) => !optional);
