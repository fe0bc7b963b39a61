import { spawn } from 'node:child_process';
import { killGroup } from './kill-group.js';
import { killWithUs } from './kill-with-us.js';

export interface CommandOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  signal?: AbortSignal;
}

/** A command that failed. The message is the end of what it wrote. */
export class CommandError extends Error {
  override name = 'CommandError';
  /** The signal that killed it, if one did: `SIGBUS`. */
  readonly killedBy?: NodeJS.Signals;

  constructor(
    message: string,
    /** All that it wrote. */
    readonly output: string,
    { killedBy, ...options }: ErrorOptions & { killedBy?: NodeJS.Signals } = {},
  ) {
    super(message, options);
    this.killedBy = killedBy;
  }
}

/** How long a command may take to tidy up after it was asked to end. */
const PATIENCE = 3000;

/**
 * Runs a command without a shell and returns its output. A command that cannot be started or ends with another code
 * than 0 throws a {@link CommandError}; an abort ends it and throws the signal's reason.
 *
 * The command and all that it starts (a compiler driver's compilers) are one group, which ends as a whole: at an abort,
 * after which nothing of it runs when this returns, and with this process, in whichever way that ends.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  { signal, ...options }: CommandOptions = {},
): Promise<string> {
  signal?.throwIfAborted();
  const { child, release } = startGroup(command, args, options);
  const written = [collect(child.stdout), collect(child.stderr)] as const;
  let patience: NodeJS.Timeout | undefined;
  const stop = () => {
    killGroup(child.pid, 'SIGTERM');
    patience = setTimeout(() => {
      killGroup(child.pid, 'SIGKILL');
      // Something that has left the group may hold their other ends.
      child.stdout.destroy();
      child.stderr.destroy();
    }, PATIENCE);
  };
  signal?.addEventListener('abort', stop);
  try {
    const end = await new Promise<{ code?: number | null; killedBy?: NodeJS.Signals; error?: Error }>(
      (resolve) => {
        child.on('error', (error) => resolve({ error }));
        child.on('close', (code, killedBy) => resolve({ code, killedBy: killedBy ?? undefined }));
      },
    );
    signal?.throwIfAborted();
    if (end.code === 0) return written[0]();
    const output = written[1]().trim() || written[0]().trim();
    const lines = output.split('\n').slice(-8).join('\n');
    const why =
      end.error?.message ?? `Command failed (${end.killedBy ?? `exit code ${end.code}`}): ${command}`;
    throw new CommandError(lines || why, output, { cause: end.error, killedBy: end.killedBy });
  } finally {
    signal?.removeEventListener('abort', stop);
    clearTimeout(patience);
    release();
  }
}

/**
 * The command waits until it is sure to end with this process: one that was killed right after it had started it would
 * leave it running.
 */
const WAIT = 'read -r _ && exec "$0" "$@" < /dev/null';

function startGroup(command: string, args: readonly string[], options: CommandOptions) {
  if (process.platform === 'win32') {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    return { child, release: () => {} };
  }
  const child = spawn('/bin/sh', ['-c', WAIT, command, ...args], {
    ...options,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const release = killWithUs(child.pid);
  child.stdin.on('error', () => {}); // it has ended already
  child.stdin.end('go\n');
  return { child, release };
}

/** What a stream brings, as text; the returned function gives all of it so far. */
function collect(stream: NodeJS.ReadableStream): () => string {
  const parts: string[] = [];
  stream.setEncoding('utf8').on('data', (part: string) => parts.push(part));
  return () => parts.join('');
}
