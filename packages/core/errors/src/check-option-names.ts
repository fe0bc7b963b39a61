import { InputError } from './input-error.js';
import { meantName } from './nearest.js';
import { written } from './written.js';

/**
 * Other libraries' names of options. A string says what to do instead; a function returns how the value is written here,
 * `divisor: 5`, or nothing if the value makes no sense.
 */
export type ForeignOptions = Readonly<Record<string, string | ((value: unknown) => string | undefined)>>;

/**
 * Throws an `InputError` as {@link checkOptions} does unless `options` is an object of known names; their values are not checked.
 *
 * @example
 * checkOptionNames('relu', { alpha: 0.2 }, ['divisor']); // unknown option "alpha" of relu: expected divisor
 */
export function checkOptionNames(
  what: string,
  options: unknown,
  names: readonly string[],
  foreign: ForeignOptions = {},
): void {
  const translate = (name: string, shown: string, value: unknown) => {
    const meant = Object.hasOwn(foreign, name) ? foreign[name] : undefined;
    if (typeof meant === 'string') return meant;
    const written = meant?.(value);
    return written && `${shown} is ${written}`;
  };
  const expected = names.join(', ');
  if (typeof options !== 'object' || options === null)
    throw new InputError({
      what: `options of ${what}`,
      expected: `an object of ${expected || 'options'}`,
      got: written(options),
      remedy: translate(typeof options, String(options), options),
    });
  for (const [name, value] of Object.entries(options)) {
    // tfjs adds `customObjects` to the configuration of everything in a saved model.
    if (value === undefined || name === 'customObjects' || names.includes(name)) continue;
    throw new InputError({
      what: `unknown option "${name}" of ${what}`,
      expected: expected || 'none',
      remedy: translate(name, `${name}: ${written(value)}`, value) ?? meantName(name, names),
    });
  }
}
