import { parseArgs } from 'node:util';
import { InputError, isInputError } from '@rectified/errors';
import { fileError } from '@rectified/system';
import { type ActivationNames, activationNames } from './activation-names.js';
import { askForNames } from './ask-for-names.js';

/** What differs between the commands that make an activation. */
export interface CommandLine {
  readonly usage: string;
  /** The option that says where, `into`. */
  readonly place: string;
  /** npm's scope of all packages there; without one the name of a package may have its own. */
  readonly scope?: string;
  /** Makes the package, and says what comes next. */
  make(names: ActivationNames, place: string | undefined): Promise<string>;
}

/**
 * The command line `[NAME] [--title TITLE] [--PLACE FOLDER]`; asks for the name where there is none. Returns the exit code: 0 made,
 * 1 changed one's mind, 2 wrong input.
 */
export async function commandLine(
  argv: readonly string[],
  { usage, place, scope, make }: CommandLine,
): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { title: { type: 'string' }, [place]: { type: 'string' }, help: { type: 'boolean' } },
    }) as { values: { title?: string; help?: boolean } & Record<string, string>; positionals: string[] };
    if (values.help) {
      console.log(usage);
      return 0;
    }
    refuseLostWords(positionals, ['title', place], usage);
    const [name] = positionals;
    if (name === undefined) demandTerminal(usage);
    const { title } = values;
    const names =
      name === undefined ? await askForNames({ title, scope }) : activationNames(name, { title, scope });
    if (names === undefined) return 1;
    console.log(await make(names, values[place]));
    return 0;
  } catch (thrown) {
    const error = fileError(thrown);
    if (!isInputError(error) && !String((error as { code?: string }).code).startsWith('ERR_PARSE_ARGS'))
      throw error;
    console.error((error as Error).message);
    return 2;
  }
}

/** Without the `--` npm takes options for its own: a value then becomes a second name, or is lost. */
function refuseLostWords(names: readonly string[], options: readonly string[], usage: string): void {
  const taken = options.find((option) => process.env[`npm_config_${option}`] !== undefined);
  if (names.length < 2 && taken === undefined) return;
  throw new InputError({
    what: taken === undefined ? 'more than one name' : `npm took --${taken} for an option of its own`,
    expected: 'one name, and -- before the first option',
    ...(names.length > 1 && { got: names.join(' ') }),
    remedy: usage.split('\n')[0],
  });
}

/** Throws where nobody is there to answer. */
function demandTerminal(usage: string): void {
  if (!process.stdin.isTTY || !process.stdout.isTTY)
    throw new InputError({ what: `a name is missing\n\n${usage}` });
}
