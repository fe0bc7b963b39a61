import { createRequire } from 'node:module';
import { InputError, isInputError, unknownName } from '@rectified/errors';
import { blame } from '@rectified/experiments';
import { fileError } from '@rectified/system';
import { Command, CommanderError } from 'commander';
import { asCalled } from './as-called.js';
import { activationsCommand } from './commands/activations.js';
import { architecturesCommand } from './commands/architectures.js';
import { backendCommand } from './commands/backend.js';
import { checkCommand } from './commands/check.js';
import { compareCommand } from './commands/compare.js';
import { datasetsCommand } from './commands/datasets.js';
import { describeCommand } from './commands/describe.js';
import { evaluateCommand } from './commands/evaluate.js';
import { exportCommand } from './commands/export.js';
import { predictCommand } from './commands/predict.js';
import { recipesCommand } from './commands/recipes.js';
import { reportCommand } from './commands/report.js';
import { showCommand } from './commands/show.js';
import { trainCommand } from './commands/train.js';
import { printable } from './printable.js';
import { speak } from './speak.js';
import { StopRequest, stopCode } from './stop-request.js';
import type { CommandSurroundings, Surroundings } from './surroundings.js';
import type { Streams } from './terminal.js';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/**
 * The command line `rectified`. Returns the exit code: 0 done, 1 failed, 2 wrong input; 130 stopped by Ctrl-C, 143 by
 * SIGTERM, 129 by SIGHUP.
 * Results go to `stdout`, everything else to `stderr`.
 *
 * @example
 * await main(['datasets', '--json'], { stdout: process.stdout, stderr: process.stderr, signal });
 */
export async function main(
  argv: readonly string[],
  { stdout, stderr, signal, name = 'rectified' }: Surroundings,
): Promise<number> {
  let code = 0;
  const program = new Command(name)
    .version(version)
    .description('Rectified activations (arXiv 1505.00853): train, compare and report them')
    .helpCommand(false);
  const surroundings: CommandSurroundings = {
    stdout,
    stderr,
    signal,
    name,
    argv,
    exit: (value) => {
      code = value;
    },
  };
  for (const make of [
    trainCommand,
    evaluateCommand,
    predictCommand,
    exportCommand,
    compareCommand,
    reportCommand,
    checkCommand,
    activationsCommand,
    architecturesCommand,
    datasetsCommand,
    recipesCommand,
    showCommand,
    describeCommand,
    backendCommand,
  ])
    program.addCommand(make(surroundings));
  configure(program, { stdout, stderr, name });
  const acknowledge = () => argv.includes('--quiet') || speak(stderr, stopping(signal.reason));
  if (signal.aborted) acknowledge();
  else signal.addEventListener('abort', acknowledge, { once: true });
  try {
    await program.parseAsync(withoutHelp(program, argv) ?? argv, { from: 'user' });
    return code;
  } catch (thrown) {
    const error = blame(thrown);
    if (signal.aborted && error === signal.reason) return stopCode(signal.reason);
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // it has already written its message
    const known = fileError(error);
    if (isInputError(known)) {
      speak(stderr, `rectified: ${asCalled(known.message, name)}`);
      return known.exitCode;
    }
    const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
    const verbose = argv.includes('--verbose') || Boolean(process.env.DEBUG);
    speak(stderr, `rectified: unexpected error: ${verbose ? stack : `${message}\n(--verbose shows where)`}`);
    return 1;
  } finally {
    signal.removeEventListener('abort', acknowledge);
  }
}

function stopping(reason: unknown): string {
  const again = !(reason instanceof StopRequest) || reason.signal === 'SIGINT';
  return again ? 'stopping ... (Ctrl-C again stops at once)' : 'stopping ...';
}

/**
 * The words before the first option if they are not a command: for `plot --help`, Commander would show the general help, as
 * if that had been asked for.
 */
function withoutHelp(program: Command, argv: readonly string[]): readonly string[] | undefined {
  const end = argv.findIndex((word) => word.startsWith('-'));
  const words = end < 0 ? argv : argv.slice(0, end);
  let at = program;
  for (const word of words) {
    const next = at.commands.find((command) => command.name() === word);
    if (next === undefined) {
      if (at === program) return words;
      if (at.registeredArguments.length === 0) throw extra(word, at);
      return undefined;
    }
    at = next;
  }
  return undefined;
}

/** The error for a word after a command that takes none. */
function extra(word: string, command: Command): InputError {
  const path = pathOf(command);
  const known = command.commands.map(pathOf);
  if (known.length === 0)
    return new InputError({
      what: `${path} takes only options`,
      got: `"${word}"`,
      remedy: `\`rectified ${path} --help\` lists them`,
    });
  return unknownName('command', `${path} ${word}`, known);
}

/** Makes Commander write to our streams and throw instead of ending the process. */
function configure(command: Command, { stdout, stderr, name }: Streams & { name: string }): void {
  const fit = (text: string) => printable(asCalled(text, name));
  const help = ['rectified', pathOf(command), '--help'].filter(Boolean).join(' ');
  command
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => void stdout.write(fit(text)),
      writeErr: (text) => void stderr.write(fit(text)),
      outputError: (text, write) =>
        write(`${text.trimEnd().replace(/^error:/, 'rectified:')}. \`${help}\` shows how to call it\n`),
    });
  for (const child of command.commands) configure(child, { stdout, stderr, name });
}

/** How a command is called, after the program's name: `backend install`. */
function pathOf(command: Command): string {
  const { parent } = command;
  return parent === null ? '' : `${pathOf(parent)} ${command.name()}`.trimStart();
}
