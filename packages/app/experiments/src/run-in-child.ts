import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { InputError, type InputErrorDetails } from '@rectified/errors';
import type { ExperimentConfig } from './experiment-config.js';
import { giveOrder } from './private-messages.js';
import type { RunEvent } from './run-event.js';
import type { RunOutcome } from './run-outcome.js';
import { isStop, throwIfStopped } from './stops.js';

/** What the child is to do. */
export interface RunOrder {
  readonly config: ExperimentConfig;
  readonly folder: string;
  readonly shared?: string;
  readonly tried?: boolean;
}

/** What it may be told later. */
export interface Stop {
  readonly type: 'stop';
}

/** What the child tells the parent. */
export type Report =
  | RunEvent
  | { readonly type: 'outcome'; readonly outcome: RunOutcome }
  /** It was asked to stop before there was anything to save. */
  | { readonly type: 'stopped' }
  | {
      readonly type: 'error';
      readonly message: string;
      readonly stack?: string;
      readonly details?: InputErrorDetails;
    };

interface ChildOptions {
  readonly folder: string;
  /** As in {@link runExperiment}. */
  readonly shared?: string;
  /** The activation has been tried; as in {@link runExperiment}. */
  readonly tried?: boolean;
  /** Asks the child to save and end. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A run's process that ended without an outcome, although nobody asked it to. */
export class ChildError extends Error {
  override name = 'ChildError';

  constructor(
    message: string,
    /** The stack of the error in the child, if there was one. */
    readonly detail?: string,
  ) {
    super(message);
  }
}

/** Sources run directly (in tests, through a TypeScript loader), the built package as JavaScript. */
const entry = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './child.ts' : './child.js', import.meta.url),
);

const children = new Set<ChildProcess>();

/**
 * Ends the runs in child processes at once, without saving. Otherwise they save and end by themselves when this process
 * ends, however that happens.
 */
export function killRuns(): void {
  for (const child of children) child.kill('SIGKILL');
}

/**
 * `runExperiment` in a separate process: TensorFlow neither survives a second worker thread nor releases all of
 * its memory. Throws a {@link ChildError} if the process ended without an outcome (killed, out of memory, or by
 * a bug in the program), and the signal's reason if it was stopped before there was anything to save.
 */
export async function runInChild(
  config: ExperimentConfig,
  { folder, shared, tried, signal, onEvent, environment }: ChildOptions,
): Promise<RunOutcome> {
  const child = fork(entry, [], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...environment },
  });
  const stop = () => child.connected && child.send({ type: 'stop' } satisfies Stop, () => {}); // it may already be ending
  let written = '';
  let last: Extract<Report, { type: 'outcome' | 'stopped' | 'error' }> | undefined;
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      written = (written + text).slice(-4000);
    });
  children.add(child);
  signal?.addEventListener('abort', stop);
  try {
    giveOrder<RunOrder, Report>(child, { config, folder, shared, tried }, (report) => {
      if (report.type === 'outcome' || report.type === 'stopped' || report.type === 'error') last = report;
      else onEvent?.(report);
    });
    if (signal?.aborted) stop();
    const { code, killed } = await new Promise<{ code: number | null; killed: NodeJS.Signals | null }>(
      (resolve, reject) => {
        child.on('error', reject);
        child.on('close', (code, killed) => resolve({ code, killed }));
      },
    );
    // TensorFlow can fail at the very end, when everything is done.
    if (last?.type === 'outcome') return last.outcome;
    if (last?.type === 'error' && last.details !== undefined) throw new InputError(last.details);
    if (last?.type === 'stopped' || isStop(killed)) await throwIfStopped(signal);
    const end = killed === null ? `exit code ${code}` : `signal ${killed}`;
    const reason = last?.type === 'error' ? last.message : `ended with ${end}`;
    throw new ChildError(
      [reason, written.trim().split('\n').slice(-20).join('\n')].filter(Boolean).join('\n'),
      last?.type === 'error' ? last.stack : undefined,
    );
  } finally {
    children.delete(child);
    signal?.removeEventListener('abort', stop);
  }
}
