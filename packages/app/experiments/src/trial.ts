import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { InputError } from '@rectified/errors';
import { killGroup, killWithUs } from '@rectified/system';
import { giveOrder } from './private-messages.js';
import { isStop, throwIfStopped } from './stops.js';
import { timeLimit } from './time-limit.js';
import type { Trial, TrialMessage, Verdict } from './try-code.js';

/** The sources are run as they are, through a loader of TypeScript, the built package as JavaScript. */
const sources = import.meta.url.endsWith('.ts');
const entry = fileURLToPath(new URL(sources ? './try-code.ts' : './try-code.js', import.meta.url));

/** How long a process may take to end after its verdict, and its output to arrive after its end. */
const PATIENCE = 1000;

const tried = new Set<string>();

/**
 * Tries code that is not Rectified's own in a process of its own: loads it and, of an activation, makes its layer and
 * computes a few numbers; of an architecture, builds its network. Throws an `InputError` about its file if it throws,
 * ends its process, never ends itself, or is not what it says it is; the signal's reason where it is stopped meanwhile.
 * What has passed is not tried again, since a process loads a module once.
 */
export async function tryOut(trial: Trial, options: TrialOptions): Promise<void> {
  const key = JSON.stringify(trial);
  if (tried.has(key)) return;
  await inProcess(trial, options);
  tried.add(key);
}

interface TrialOptions {
  /** What it has to load and to be tried; where it reports, from one report to the next. Waiting for a busy processor does not count. */
  readonly seconds: number;
  readonly signal?: AbortSignal;
}

/** {@link tryOut}, but every time, and with what the trial reports meanwhile. */
export async function inProcess(
  trial: Trial,
  { seconds, signal, onReport }: TrialOptions & { readonly onReport?: (report: never) => void },
): Promise<void> {
  signal?.throwIfAborted();
  const child = fork(entry, [], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A group of its own, which ends as a whole.
    detached: process.platform !== 'win32',
    ...(sources && { execArgv: loader() }),
  });
  const release = process.platform === 'win32' ? () => {} : killWithUs(child.pid);
  const kill = () => killGroup(child.pid, 'SIGKILL');
  let written = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      written = (written + text).slice(-10_000);
    });
  let verdict: Verdict | undefined;
  let late = false;
  let leaving: NodeJS.Timeout | undefined;
  const limit = timeLimit(child.pid, seconds, () => {
    late = true;
    kill();
  });
  signal?.addEventListener('abort', kill);
  giveOrder<Trial, TrialMessage>(child, trial, (message) => {
    limit.renew();
    if ('report' in message) onReport?.(message.report as never);
    else {
      verdict ??= message;
      leaving ??= setTimeout(kill, PATIENCE);
    }
  });
  let patience: NodeJS.Timeout | undefined;
  const end = await new Promise<string>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', () => {
      limit.cancel();
      kill();
      // What has left the group may hold their other ends.
      patience = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, PATIENCE);
    });
    child.on('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
  }).finally(() => {
    limit.cancel();
    clearTimeout(patience);
    clearTimeout(leaving);
    signal?.removeEventListener('abort', kill);
    release();
  });
  if (isStop(end)) await throwIfStopped(signal);
  signal?.throwIfAborted();
  if (verdict?.fault !== undefined) throw new InputError(verdict.fault);
  if (verdict !== undefined) return;
  const { file } = trial;
  if (late)
    throw new InputError({
      what: `did not load and finish its trial within ${seconds} seconds`,
      file,
      remedy: 'Is it waiting for something, or in an endless loop?',
    });
  throw new InputError({
    what: `ends the process that loaded it (${end})`,
    file,
    got: lastWords(written),
  });
}

/** The end of what a process has written, without Node's native stack; where Node gave up, as when memory was full, its reason alone. */
function lastWords(written: string): string | undefined {
  const [fatal] = /^FATAL ERROR: .*$/m.exec(written) ?? [];
  const text = fatal ?? written.replace(/-+ Native stack trace -+[\s\S]*/, '');
  return text.replace(/\s+/g, ' ').trim().slice(-1000) || undefined;
}

function loader(): string[] {
  const tsx = createRequire(import.meta.url).resolve('tsx');
  return ['--conditions=@rectified/source', '--import', pathToFileURL(tsx).href];
}
