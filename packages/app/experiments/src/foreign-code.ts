import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { InputError, isInputError } from '@rectified/errors';
import { gradientFault } from './gradient-fault.js';

/** Stack frames between an error in tfjs and the layer that called it. */
const deepEnough = 100;

/** How stacks name the code of an activation, and its file. */
const known = new Map<string, string>();

/**
 * From now on the code of this activation can neither end the process nor write to stdout, which is for results:
 * `process.exit` in it throws an `InputError`, and its output goes to stderr. {@link blame} names it in its errors.
 * The code consists of the file or, for an installed package, of all its files.
 */
export function watchForeignCode(file: string): void {
  if (known.size === 0) guardProcess();
  for (const path of [file, realpathSync(file)]) {
    const [folder] = /^.*[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+[/\\]/.exec(path) ?? [];
    for (const form of [folder ?? path, pathToFileURL(folder ?? path).href])
      known.set(folder === undefined ? `${form}:` : form, file);
  }
}

/**
 * What to report for an error: one from an activation's own code, or about a gradient it returned, becomes an `InputError`
 * that names its file. Other errors, and values that are not errors, stay as they are.
 */
export function blame(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const file = culprit(error);
  if (file === undefined) {
    const fault = known.size > 0 && gradientFault(error);
    return fault ? new InputError({ ...fault, file: [...new Set(known.values())].join(' or ') }) : error;
  }
  if (!isInputError(error)) return new InputError({ what: `fails: ${oneLine(error)}`, file, cause: error });
  return error.details.file === undefined ? new InputError({ ...error.details, file }) : error;
}

/** The longest reason that is shown. */
const longest = 1000;

/** `RangeError: no luck`, whatever was thrown. */
export function oneLine(thrown: unknown): string {
  const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
  const line = `${name}: ${message}`.replace(/\s+/g, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest)} ...` : line;
}

/** The file of the activation whose code is in the stack of an error. */
function culprit({ stack = '' }: Error): string | undefined {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  for (const [form, file] of known) if (frames.some((frame) => frame.includes(form))) return file;
  return undefined;
}

function guardProcess(): void {
  Error.stackTraceLimit = Math.max(Error.stackTraceLimit, deepEnough);
  const exit = process.exit.bind(process);
  process.exit = (code) => {
    const file = culprit(new Error());
    if (file === undefined) return exit(code);
    throw new InputError({
      what: `calls process.exit(${code ?? ''})`,
      file,
      remedy: 'Imported code must not end the process',
    });
  };
  const { stdout, stderr } = process;
  // In its own timer, nobody can catch what it throws; then one line is printed, not a stack.
  process.on('uncaughtExceptionMonitor', (thrown) => {
    const error = blame(thrown);
    if (!isInputError(error) || process.listenerCount('uncaughtException') > 0) return;
    stderr.write(`rectified: ${error.message}\n`);
    exit(error.exitCode);
  });
  const write = stdout.write.bind(stdout) as typeof stdout.write;
  stdout.write = ((...args: Parameters<typeof write>) =>
    culprit(new Error()) === undefined ? write(...args) : stderr.write(...args)) as typeof write;
}
