import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A process that writes one line of JSON at its start, and one in answer to every line. */
export interface LineProcess<First> {
  readonly first: First;
  /** Sends a line and returns the answer. Throws if the process answers with an error, or ends. */
  ask<Answer>(line: string): Promise<Answer>;
  end(): Promise<void>;
}

const root = join(import.meta.dirname, '../..');
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a process and waits for its first line. Throws an error with the reason if there is none. */
export async function lineProcess<First>(
  [command, ...args]: readonly [string, ...string[]],
  environment: Readonly<Record<string, string>>,
): Promise<LineProcess<First>> {
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  running.add(child);
  let written = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    written = (written + text).slice(-4000);
  });
  child.on('error', ({ message }) => {
    written += message; // The program does not exist.
  });
  child.stdin.on('error', () => {}); // It has ended; the missing answer reports that.
  const closed = once(child, 'close').finally(() => running.delete(child));
  closed.catch(() => {}); // Awaited below.
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  async function answer<Answer>(): Promise<Answer> {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) {
        await closed;
        throw new Error(written.trim().split('\n').at(-1) || `ended (${child.signalCode ?? child.exitCode})`);
      }
      if (!value.startsWith('{')) continue; // A library's banner.
      const given = JSON.parse(value) as Answer | { readonly error: string };
      if (typeof given === 'object' && given !== null && 'error' in given) throw new Error(given.error);
      return given as Answer;
    }
  }

  async function end(): Promise<void> {
    child.stdin.end();
    const late = setTimeout(() => child.kill('SIGKILL'), 5000);
    await closed.catch(() => {});
    clearTimeout(late);
  }

  try {
    const first = await answer<First>();
    return {
      first,
      ask(line) {
        child.stdin.write(`${line}\n`);
        return answer();
      },
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}
