import { execFile } from 'node:child_process';

export interface CommandOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  signal?: AbortSignal;
}

/** A command that failed. The message is the end of what it wrote. */
export class CommandError extends Error {
  override name = 'CommandError';

  constructor(
    message: string,
    /** All that it wrote. */
    readonly output: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Runs a command without a shell and returns its output. A command that cannot be started or ends with another code
 * than 0 throws a {@link CommandError}; an abort kills it and throws the signal's reason.
 */
export function runCommand(
  command: string,
  args: readonly string[],
  { signal, ...options }: CommandOptions = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { ...options, signal, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      if (signal?.aborted) return reject(signal.reason);
      const output = stderr.trim() || stdout.trim();
      const end = output.split('\n').slice(-8).join('\n');
      reject(new CommandError(end || error.message, output, { cause: error }));
    });
  });
}
