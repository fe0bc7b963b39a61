import { parseArgs } from 'node:util';
import { type Check, checkValue, text, unknownName } from '@rectified/errors';

/** A command line taken apart. */
interface Arguments {
  readonly names: readonly string[];
  readonly help: boolean;
  readonly values: Readonly<Record<string, string | undefined>>;
}

const value = text('a value');
/** In `--title --into there`, the second option is not the value of the first; in `--title=--into` it would be. */
const nextWord: Check = { ...value, fits: (word) => value.fits(word) && !/^-./.test(String(word)) };

/**
 * Takes apart a command line of names, `options`, which take values, and `--help`. Throws an `InputError` if there is another option, or
 * one without its value.
 */
export function readArguments(argv: readonly string[], options: readonly string[]): Arguments {
  const { tokens, positionals, values } = parseArgs({
    args: [...argv],
    // Its own messages are long, and name neither the known options nor the one that was meant.
    strict: false,
    tokens: true,
    options: {
      ...Object.fromEntries(options.map((name) => [name, { type: 'string' as const }])),
      help: { type: 'boolean' },
    },
  });
  const known = [...options, 'help'].map((name) => `--${name}`);
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    if (!known.includes(token.rawName)) throw unknownName('option', token.rawName, known);
    if (token.name !== 'help') checkValue(token.rawName, token.value, token.inlineValue ? value : nextWord);
  }
  return { names: positionals, help: Boolean(values.help), values: values as Arguments['values'] };
}
