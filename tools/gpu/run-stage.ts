import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Found, StageResult } from './results.ts';
import type { Said, StageOrder } from './stage.ts';
import type { StageName } from './time-plan.ts';

interface RunOptions {
  /** File for other output of its process. */
  readonly log: string;
  /** Stops the stage. */
  readonly signal?: AbortSignal;
  /** Called for every result, with all results so far. */
  readonly onFound?: (result: StageResult) => void | Promise<void>;
}

/** Seconds that a stage has to save its state when asked to stop. */
const patience = 20;

/** Runs a stage in a separate process, and stops it and everything it started when its time is up. */
export async function runStage(
  name: StageName,
  order: StageOrder,
  { log, signal, onFound }: RunOptions,
): Promise<StageResult> {
  const found: Found = { facts: {}, tables: {}, faults: [] };
  const begun = performance.now();
  const result = (status: StageResult['status'], reason?: string): StageResult => ({
    status,
    seconds: (performance.now() - begun) / 1000,
    ...(reason !== undefined && { reason }),
    ...found,
  });
  if (order.limit < 1) return result('out of time', 'no time was left for it');
  const written = openSync(log, 'w');
  const child = spawn(
    process.execPath,
    [
      '--conditions=@rectified/source',
      '--import=tsx',
      join(import.meta.dirname, `${name}-stage.ts`),
      JSON.stringify(order),
    ],
    // Its own process group, which can be killed as a whole and does not receive Ctrl-C.
    { cwd: join(import.meta.dirname, '../..'), stdio: ['ignore', 'pipe', written], detached: true },
  );
  closeSync(written);
  let ended: 'out of time' | 'stopped' | undefined;
  const kill = (how: NodeJS.Signals) => {
    try {
      process.kill(-child.pid!, how);
    } catch {} // it has already ended
  };
  let late: NodeJS.Timeout | undefined;
  const end = (why: typeof ended) => {
    ended ??= why;
    kill('SIGINT');
    late = setTimeout(() => kill('SIGKILL'), patience * 1000);
  };
  const over = setTimeout(() => end('out of time'), order.limit * 1000);
  const stop = () => end('stopped');
  signal?.addEventListener('abort', stop);
  const last = () => kill('SIGKILL');
  process.on('exit', last);
  const closed = new Promise<{ code: number | null; error?: Error }>((resolve) => {
    child.on('error', (error) => resolve({ code: null, error }));
    child.on('close', (code) => resolve({ code }));
  });
  for await (const line of createInterface({ input: child.stdout! })) {
    if (!line.startsWith('{')) continue; // a library's banner
    add(found, JSON.parse(line) as Said);
    await onFound?.(result('under way'));
  }
  const { code, error } = await closed;
  clearTimeout(over);
  clearTimeout(late);
  signal?.removeEventListener('abort', stop);
  process.off('exit', last);
  kill('SIGKILL'); // processes that it may have left
  if (code === 0) return result(ended === 'stopped' ? 'stopped' : 'done');
  return ended === undefined ? result('failed', error?.message ?? reasonIn(log, code)) : result(ended);
}

function add({ facts, tables, faults }: Found, said: Said): void {
  if ('fact' in said) facts[said.fact[0]] = said.fact[1];
  else if ('fault' in said) faults.push(said.fault);
  else {
    tables[said.table] ??= [];
    tables[said.table]!.push(said.row);
  }
}

/** The last error that the process logged. */
function reasonIn(log: string, code: number | null): string {
  const lines = readFileSync(log, 'utf8').split('\n');
  return lines.findLast((line) => /^\w*Error\b/.test(line)) ?? `exit code ${code ?? 'none'}, see ${log}`;
}
