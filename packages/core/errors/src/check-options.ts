import { InputError } from './input-error.js';
import { nearest } from './nearest.js';

/**
 * Other libraries' names of options. A text says what to do instead; a function says how the value is written here,
 * `divisor: 5`, or nothing where it makes no sense.
 */
export type ForeignOptions = Readonly<Record<string, string | ((value: unknown) => string | undefined)>>;

/**
 * `options`, if they are an object of known names, or absent. Otherwise an {@link InputError} that says which option was
 * meant: by `foreign`, or else the known name that is nearest. TypeScript finds a misspelt or foreign name in a literal and
 * nowhere else, and in JavaScript the default would be taken without a word. An unknown option that is `undefined` says
 * nothing, and passes.
 *
 * For a bare value in place of the object, `foreign` may have the name of its type: `number`.
 *
 * @example
 * checkOptions('LeakyReLU', { alpha: 0.2 }, ['divisor'], { alpha: (slope) => `divisor: ${1 / Number(slope)}` });
 * // unknown option "alpha" of LeakyReLU: expected divisor. alpha: 0.2 is divisor: 5
 */
export function checkOptions<Options>(
  what: string,
  options: Options,
  known: readonly string[],
  foreign: ForeignOptions = {},
): Options {
  const translate = (name: string, shown: string, value: unknown) => {
    const meant = Object.hasOwn(foreign, name) ? foreign[name] : undefined;
    if (typeof meant === 'string') return meant;
    const written = meant?.(value);
    return written && `${shown} is ${written}`;
  };
  const expected = known.join(', ');
  const type = typeof options;
  if (options === undefined) return options;
  if (type !== 'object' || options === null)
    throw new InputError({
      what: `options of ${what}`,
      expected: `an object of ${expected || 'options'}`,
      got: String(options),
      remedy: translate(type, String(options), options),
    });
  for (const [name, value] of Object.entries(options)) {
    // tfjs adds `customObjects` to the configuration of everything in a saved model.
    if (value === undefined || name === 'customObjects' || known.includes(name)) continue;
    const near = nearest(name, known);
    throw new InputError({
      what: `unknown option "${name}" of ${what}`,
      expected: expected || 'none',
      remedy: translate(name, `${name}: ${show(value)}`, value) ?? (near && `Did you mean "${near}"?`),
    });
  }
  return options;
}

function show(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
