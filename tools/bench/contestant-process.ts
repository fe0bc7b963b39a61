import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Contestant } from './contestants.ts';
import type { Case, Command, Failure, Order, Ready } from './protocol.ts';

/** A contestant at work on a case. */
export interface Process {
  readonly name: string;
  readonly facts: Ready['ready'];
  /** Sends a command and returns the answer. Throws where the process says that it failed, or ends. */
  ask<Answer>(command: Command): Promise<Answer>;
  end(): Promise<void>;
}

interface StartOptions {
  readonly threads: number;
  /** Of PyTorch. */
  readonly python?: string;
  /** Where TorchInductor keeps what it has compiled. */
  readonly compiled?: string;
}

const root = join(import.meta.dirname, '../..');
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a contestant, which then has the network but has computed nothing. Throws an error that says why it cannot. */
export async function startContestant(
  { name, side, order }: Contestant,
  what: Case,
  { threads, python, compiled }: StartOptions,
): Promise<Process> {
  const json = JSON.stringify({
    compiled: false,
    channelsLast: false,
    ...what,
    ...order,
    threads,
  } satisfies Order);
  const [command, ...args] =
    side === 'ours'
      ? [
          process.execPath,
          '--conditions=@rectified/source',
          '--import=tsx',
          join(import.meta.dirname, 'ours/contestant.ts'),
        ]
      : [python!, '-B', join(import.meta.dirname, 'theirs/contestant.py')];
  const child = spawn(command, [...args, json], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...process.env,
      RECTIFIED_THREADS: String(threads),
      TF_NUM_INTRAOP_THREADS: String(threads),
      OMP_NUM_THREADS: String(threads),
      ...(compiled !== undefined && { TORCHINDUCTOR_CACHE_DIR: compiled }),
    },
  });
  running.add(child);
  let written = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    written = (written + text).slice(-4000);
  });
  child.stdin.on('error', () => {}); // It has ended; the answer that does not come says so.
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
      if (!value.startsWith('{')) continue; // A library's greeting.
      const given = JSON.parse(value) as Answer | Failure;
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
    const { ready: facts } = await answer<Ready>();
    return {
      name,
      facts,
      ask(command) {
        child.stdin.write(`${command}\n`);
        return answer();
      },
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}
