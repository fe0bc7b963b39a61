import { execFile } from 'node:child_process';

export interface CommandOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  signal?: AbortSignal;
}

/** A command that failed, with the end of what it wrote. */
export class CommandError extends Error {
  override name = 'CommandError';
}

/** Runs a command without a shell and returns its output. An abort kills it and throws the signal's reason. */
export function runCommand(
  command: string,
  args: readonly string[],
  { signal, ...options }: CommandOptions = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { ...options, signal, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      if (signal?.aborted) return reject(signal.reason);
      const output = (stderr.trim() || stdout.trim()).split('\n').slice(-8).join('\n');
      reject(new CommandError(output || error.message, { cause: error }));
    });
  });
}
