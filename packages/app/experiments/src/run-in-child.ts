import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { InputError, type InputErrorDetails } from '@rectified/errors';
import type { ExperimentConfig } from './experiment-config.js';
import type { RunEvent, RunOutcome } from './run-experiment.js';

/** What the parent tells the child. */
export type Order =
  | {
      readonly type: 'run';
      readonly config: ExperimentConfig;
      readonly folder: string;
      readonly shared?: string;
    }
  | { readonly type: 'stop' };

/** What the child tells the parent. */
export type Report =
  | RunEvent
  | { readonly type: 'outcome'; readonly outcome: RunOutcome }
  | {
      readonly type: 'error';
      readonly message: string;
      readonly stack?: string;
      readonly details?: InputErrorDetails;
    };

interface ChildOptions {
  readonly folder: string;
  /** As {@link runExperiment} takes it. */
  readonly shared?: string;
  /** Asks the child to save and end. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The sources are run as they are (in tests, through a loader of TypeScript), the built package as JavaScript. */
const entry = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './child.ts' : './child.js', import.meta.url),
);

const children = new Set<ChildProcess>();

function killAll(): void {
  for (const child of children) child.kill('SIGKILL');
}

/**
 * `runExperiment` in a process of its own: TensorFlow neither survives a second worker thread nor gives all of
 * its memory back. Ends with the parent, whichever way that ends. Throws where the process ended without an
 * outcome: killed, out of memory, or by an error of the program.
 */
export async function runInChild(
  config: ExperimentConfig,
  { folder, shared, signal, onEvent, environment }: ChildOptions,
): Promise<RunOutcome> {
  const child = fork(entry, [], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...environment },
  });
  const order = (message: Order) => child.connected && child.send(message, () => {}); // it may be ending
  const stop = () => order({ type: 'stop' });
  let written = '';
  let outcome: RunOutcome | undefined;
  let error: Extract<Report, { type: 'error' }> | undefined;
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      written = (written + text).slice(-4000);
    });
  child.on('message', (report: Report) => {
    if (report.type === 'outcome') outcome = report.outcome;
    else if (report.type === 'error') error = report;
    else onEvent?.(report);
  });
  if (children.size === 0) process.on('exit', killAll);
  children.add(child);
  signal?.addEventListener('abort', stop);
  try {
    order({ type: 'run', config, folder, shared });
    const end = await new Promise<string>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, killed) =>
        resolve(killed === null ? `exit code ${code}` : `signal ${killed}`),
      );
    });
    // TensorFlow can fail at the very end, when all is done.
    if (outcome !== undefined) return outcome;
    if (error?.details !== undefined) throw new InputError(error.details);
    const reason = error === undefined ? `ended with ${end}` : (error.stack ?? error.message);
    throw new Error([reason, written.trim().split('\n').slice(-20).join('\n')].filter(Boolean).join('\n'));
  } finally {
    children.delete(child);
    if (children.size === 0) process.off('exit', killAll);
    signal?.removeEventListener('abort', stop);
  }
}
