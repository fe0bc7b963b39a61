import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, watch } from 'node:fs';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { random } from './random.ts';
import { outcomeOf, type SmallRun, smallRun } from './small-run.ts';

export interface KillOptions {
  /** An empty folder for the runs. */
  readonly folder: string;
  /** Number of kills; every second one happens while a checkpoint is written. */
  readonly kills: number;
  /** Determines the moments. */
  readonly seed: number;
  readonly backend?: string;
  readonly engine?: string;
  readonly onKill?: (done: number) => void;
}

export interface KillReport {
  readonly kills: number;
  /** Kills that left a checkpoint half written, or between its renames. */
  readonly inCheckpoint: number;
  /** Kills before the run had any checkpoint. */
  readonly beforeFirst: number;
  /** Killed runs that were resumed to their end and compared. */
  readonly runs: number;
  /**
   * One line each: `different` from the run that was never killed; `lost`, a resumed run with fewer steps than it had saved;
   * `failed`, a start that neither succeeded nor ended by our signal.
   */
  readonly faults: readonly string[];
}

const command = resolve(import.meta.dirname, '../../packages/app/cli/bin/rectified.js');

/**
 * Trains a small run repeatedly, killing it (SIGKILL) at random moments and resuming it, until the given number of kills is
 * reached. Compares every run that finishes with one that was never killed, bit for bit.
 */
export async function killRuns({
  folder,
  kills,
  seed,
  backend,
  engine,
  onKill,
}: KillOptions): Promise<KillReport> {
  const run = smallRun(folder, { backend, engine });
  const draw = random(seed);
  const whole = join(folder, 'whole');
  const began = performance.now();
  const first = await start(run, whole);
  if (first.ended !== 'well') throw new Error(`the run that is not killed: ${first.ended}`);
  const length = performance.now() - began;
  const expected = outcomeOf(whole);
  const faults: string[] = [];
  let [killed, inCheckpoint, beforeFirst, runs] = [0, 0, 0, 0];
  let [number, saved] = [1, 0];
  const current = () => join(folder, `run-${number}`);
  // After the last kill, the last run continues to its end.
  while (killed < kills || existsSync(current())) {
    const kill =
      killed >= kills
        ? undefined
        : killed % 2 === 0
          ? { after: draw() * length }
          : { checkpoint: 1 + Math.floor(draw() * 6), after: draw() * 12 };
    const { ended } = await start(run, current(), kill);
    if (ended === 'killed') {
      killed++;
      const left = stateOf(current());
      if (left.between) inCheckpoint++;
      if (left.step === undefined) beforeFirst++;
      if ((left.step ?? 0) < saved)
        faults.push(`lost: ${current()}: ${left.step ?? 'no'} steps after ${saved}`);
      saved = Math.max(saved, left.step ?? 0);
      onKill?.(killed);
      continue;
    }
    if (ended === 'well') {
      runs++;
      if (!isDeepStrictEqual(outcomeOf(current()), expected)) faults.push(`different: ${current()}`);
      else rmSync(current(), { recursive: true });
    } else faults.push(`failed: ${current()}: ${ended}`);
    number++;
    saved = 0;
  }
  return { kills: killed, inCheckpoint, beforeFirst, runs, faults };
}

/** When to kill: a number of milliseconds after the start, or after a number of started checkpoints. */
interface Kill {
  readonly checkpoint?: number;
  readonly after: number;
}

/** Starts or resumes the run in a separate process, and returns how it ended. */
async function start({ argv }: SmallRun, folder: string, kill?: Kill): Promise<{ ended: string }> {
  mkdirSync(folder, { recursive: true });
  const child = spawn(process.execPath, [command, ...argv, '--out', folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const strike = () => setTimeout(() => child.kill('SIGKILL'), kill!.after);
  let begun = 0;
  const watcher =
    kill?.checkpoint === undefined
      ? undefined
      : watch(folder, (_, name) => {
          // The folder is created and renamed: two events per checkpoint.
          if (name === 'checkpoint.new' && ++begun === 2 * kill.checkpoint! - 1) strike();
        });
  if (kill !== undefined && kill.checkpoint === undefined) strike();
  return new Promise((settle) => {
    child.on('close', (code, signal) => {
      watcher?.close();
      settle({
        ended: signal === 'SIGKILL' ? 'killed' : code === 0 ? 'well' : `${code ?? signal}: ${errors}`,
      });
    });
  });
}

/** The state of a run after a kill: its saved steps, and whether a checkpoint was being written. */
function stateOf(folder: string): { step?: number; between: boolean } {
  const [now, beside, old] = ['checkpoint', 'checkpoint.new', 'checkpoint.old'].map((name) =>
    join(folder, name),
  );
  const current = existsSync(now!)
    ? now!
    : existsSync(old!)
      ? existsSync(beside!)
        ? beside!
        : old!
      : undefined;
  const between = existsSync(beside!) || existsSync(old!);
  if (current === undefined) return { between };
  const { state } = JSON.parse(readFileSync(join(current, 'trainer.json'), 'utf8'));
  return { step: state.step, between };
}
