import { isInputError } from '@rectified/errors';
import { blame } from '@rectified/experiments';
import { Command, CommanderError } from 'commander';
import { backendCommand } from './commands/backend.js';
import { compareCommand } from './commands/compare.js';
import { datasetsCommand } from './commands/datasets.js';
import { describeCommand } from './commands/describe.js';
import { evaluateCommand } from './commands/evaluate.js';
import { predictCommand } from './commands/predict.js';
import { reportCommand } from './commands/report.js';
import { showCommand } from './commands/show.js';
import { trainCommand } from './commands/train.js';
import type { Streams } from './terminal.js';

/** The world around the command line. */
export interface Surroundings extends Streams {
  /** Aborted by the first Ctrl-C: save, say how to go on, and return. */
  signal: AbortSignal;
}

/** The world around one command. */
export interface CommandSurroundings extends Surroundings {
  /** The command line as it was given, to say how to go on. */
  argv: readonly string[];
  /** Sets the exit code. */
  exit(code: number): void;
}

/**
 * The command line `rectified`. Returns the exit code: 0 done, 1 failed, 2 wrong input, 130 interrupted.
 * Results go to `stdout`, everything else to `stderr`.
 *
 * @example
 * await main(['datasets', '--json'], { stdout: process.stdout, stderr: process.stderr, signal });
 */
export async function main(
  argv: readonly string[],
  { stdout, stderr, signal }: Surroundings,
): Promise<number> {
  let code = 0;
  const program = new Command('rectified')
    .description('Rectified activations (arXiv 1505.00853): train, compare and report them')
    .helpCommand(false);
  const surroundings: CommandSurroundings = {
    stdout,
    stderr,
    signal,
    argv,
    exit: (value) => {
      code = value;
    },
  };
  for (const make of [
    trainCommand,
    evaluateCommand,
    predictCommand,
    compareCommand,
    reportCommand,
    datasetsCommand,
    showCommand,
    describeCommand,
    backendCommand,
  ])
    program.addCommand(make(surroundings));
  configure(program, { stdout, stderr });
  const acknowledge = () => void stderr.write('stopping ... (Ctrl-C again stops at once)\n');
  signal.addEventListener('abort', acknowledge, { once: true });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (thrown) {
    const error = blame(thrown);
    if (signal.aborted && error === signal.reason) return 130;
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // it has written its message
    if (isInputError(error)) {
      stderr.write(`rectified: ${error.message}\n`);
      return error.exitCode;
    }
    const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
    const verbose = argv.includes('--verbose') || Boolean(process.env.DEBUG);
    stderr.write(`rectified: unexpected error: ${verbose ? stack : `${message}\n(--verbose shows where)`}\n`);
    return 1;
  } finally {
    signal.removeEventListener('abort', acknowledge);
  }
}

/** Commander shall write to our streams and throw instead of ending the process. */
function configure(command: Command, { stdout, stderr }: Streams): void {
  command
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error:/, 'rectified:')),
    });
  for (const child of command.commands) configure(child, { stdout, stderr });
}
