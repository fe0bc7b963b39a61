import { InputError } from '@rectified/errors';
import { type ActivationNames, activationNames } from './activation-names.js';
import { askForNames } from './ask-for-names.js';
import { readArguments } from './read-arguments.js';

/** The differences between the commands that create an activation. */
export interface CommandLine {
  readonly usage: string;
  /** The option for the place: `into`. */
  readonly place: string;
  /** npm scope of all packages there. Without it, a package's name may include a scope. */
  readonly scope?: string;
  /** Throws an `InputError` if the name is taken there. At the prompts it is said before the title is asked for. */
  refuseTaken(names: ActivationNames, place: string | undefined): void;
  /** Creates the package, and returns the next steps as text. */
  make(names: ActivationNames, place: string | undefined): Promise<string>;
}

/**
 * The command line `[NAME] [--title TITLE] [--PLACE FOLDER]`; asks for the name if it is missing. Returns the exit code: 0 created,
 * 1 canceled. Throws an `InputError` for invalid input.
 */
export async function commandLine(
  argv: readonly string[],
  { usage, place, scope, refuseTaken, make }: CommandLine,
): Promise<number> {
  const { names: given, help, values } = readArguments(argv, ['title', place]);
  if (help) {
    console.log(usage);
    return 0;
  }
  refuseLostWords(given, ['title', place], usage);
  const [name] = given;
  if (name === undefined) demandTerminal(usage);
  const { title } = values;
  const names =
    name === undefined
      ? await askForNames({ title, scope, refuse: (asked) => refuseTaken(asked, values[place]) })
      : activationNames(name, { title, scope });
  if (names === undefined) return 1;
  console.log(await make(names, values[place]));
  return 0;
}

/** Without `--`, npm treats options as its own: their values then become names, or are lost. */
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

/** Throws if there is no terminal to ask questions on. */
function demandTerminal(usage: string): void {
  if (!process.stdin.isTTY || !process.stdout.isTTY)
    throw new InputError({ what: `a name is missing\n\n${usage}` });
}
