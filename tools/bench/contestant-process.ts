import { join } from 'node:path';
import type { Contestant } from './contestants.ts';
import { lineProcess } from './line-process.ts';
import type { Case, Command, Order, Ready } from './protocol.ts';

/** A running contestant in a case. */
export interface Process {
  readonly name: string;
  readonly facts: Ready['ready'];
  /** Sends a command and returns the answer. Throws if the process reports a failure, or ends. */
  ask<Answer>(command: Command): Promise<Answer>;
  end(): Promise<void>;
}

interface StartOptions {
  readonly threads: number;
  /** Python with PyTorch. */
  readonly python?: string;
  /** TorchInductor's cache of compiled code. */
  readonly compiled?: string;
}

/** Starts a contestant; it builds the network but computes nothing yet. Throws an error with the reason if it cannot. */
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
  const { first, ask, end } = await lineProcess<Ready>([command!, ...args, json], {
    RECTIFIED_THREADS: String(threads),
    TF_NUM_INTRAOP_THREADS: String(threads),
    OMP_NUM_THREADS: String(threads),
    ...(compiled !== undefined && { TORCHINDUCTOR_CACHE_DIR: compiled }),
  });
  return { name, facts: first.ready, ask: (command) => ask(command), end };
}
