import { execFile } from 'node:child_process';

/** A command that failed; `output` is all that it wrote. */
export class CommandError extends Error {
  override name = 'CommandError';

  constructor(
    message: string,
    readonly output: string,
  ) {
    super(message);
  }
}

/** Runs a command without a shell and returns its output. An abort kills it and throws the signal's reason. */
export function runCommand(command: string, args: readonly string[], signal?: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { signal, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      if (signal?.aborted) return reject(signal.reason);
      reject(new CommandError(error.message.split('\n')[0]!, stderr || stdout));
    });
  });
}
