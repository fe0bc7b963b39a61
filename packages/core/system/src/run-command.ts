import { spawn } from 'node:child_process';
import { killGroup } from './kill-group.js';
import { killWithUs } from './kill-with-us.js';

export interface CommandOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  signal?: AbortSignal;
}

/** A command that failed. The message is the end of its output. */
export class CommandError extends Error {
  override name = 'CommandError';
  /** The signal that killed it, if one did: `SIGBUS`. */
  readonly killedBy?: NodeJS.Signals;

  constructor(
    message: string,
    /** Its whole output. */
    readonly output: string,
    { killedBy, ...options }: ErrorOptions & { killedBy?: NodeJS.Signals } = {},
  ) {
    super(message, options);
    this.killedBy = killedBy;
  }
}

/** How long a command may take to clean up after it was asked to end. */
const PATIENCE = 3000;

/**
 * Runs a command without a shell and returns its output. If it cannot be started or its exit code
 * is not 0, throws a {@link CommandError}; an abort ends it and throws the signal's reason.
 *
 * The command and everything it starts (a compiler driver's compilers) form one group, which ends as a whole: on an abort,
 * after which nothing of it is running when this returns, and with this process, however it ends.
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
      // A process that has left the group may still hold the other ends.
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
 * The command waits until it is certain to end with this process; otherwise, if this process were killed right after starting it, the command would
 * keep running.
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

/** Collects a stream as text; the returned function gives everything so far. */
function collect(stream: NodeJS.ReadableStream): () => string {
  const parts: string[] = [];
  stream.setEncoding('utf8').on('data', (part: string) => parts.push(part));
  return () => parts.join('');
}
