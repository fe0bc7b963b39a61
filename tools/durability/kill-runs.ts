import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, watch } from 'node:fs';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { random } from './random.ts';
import { outcomeOf, type SmallRun, smallRun } from './small-run.ts';

export interface KillOptions {
  /** A folder of its own. */
  readonly folder: string;
  /** How many times a process is killed; every second time while it writes a checkpoint. */
  readonly kills: number;
  /** Chooses the moments. */
  readonly seed: number;
  readonly backend?: string;
  readonly engine?: string;
  readonly onKill?: (done: number) => void;
}

export interface KillReport {
  readonly kills: number;
  /** So many of them left a checkpoint half written, or between its renames. */
  readonly inCheckpoint: number;
  /** So many came before the run had a checkpoint at all. */
  readonly beforeFirst: number;
  /** Runs that were killed, resumed to their end and compared. */
  readonly runs: number;
  /** Of these, others than the run that was never killed. */
  readonly different: readonly string[];
  /** Times that a run came back with fewer steps than it had saved. */
  readonly lost: readonly string[];
  /** Starts that ended otherwise than by our signal or well. */
  readonly failed: readonly string[];
}

const command = resolve(import.meta.dirname, '../../packages/app/cli/bin/rectified.js');

/**
 * Trains one small run again and again, each time killed (SIGKILL) at random moments and resumed, until its process has
 * been killed so many times; compares every run that comes to its end with one that was never killed, bit for bit.
 */
export async function killRuns({
  folder,
  kills,
  seed,
  backend,
  engine,
  onKill,
}: KillOptions): Promise<KillReport> {
  mkdirSync(folder, { recursive: true });
  const run = smallRun(folder, { backend, engine });
  const draw = random(seed);
  const whole = join(folder, 'whole');
  const began = performance.now();
  const first = await start(run, whole);
  if (first.ended !== 'well') throw new Error(`the run that is not killed: ${first.ended}`);
  const length = performance.now() - began;
  const expected = outcomeOf(whole);
  const [different, lost, failed]: [string[], string[], string[]] = [[], [], []];
  let [killed, inCheckpoint, beforeFirst, runs] = [0, 0, 0, 0];
  let [number, saved] = [1, 0];
  const current = () => join(folder, `run-${number}`);
  // The last run goes on after the last kill until its end.
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
      if ((left.step ?? 0) < saved) lost.push(`${current()}: ${left.step ?? 'no'} steps after ${saved}`);
      saved = Math.max(saved, left.step ?? 0);
      onKill?.(killed);
      continue;
    }
    if (ended === 'well') {
      runs++;
      if (!isDeepStrictEqual(outcomeOf(current()), expected)) different.push(current());
      else rmSync(current(), { recursive: true });
    } else failed.push(`${current()}: ${ended}`);
    number++;
    saved = 0;
  }
  return { kills: killed, inCheckpoint, beforeFirst, runs, different, lost, failed };
}

/** When to kill: so many milliseconds after the start, or after the run has begun so many checkpoints. */
interface Kill {
  readonly checkpoint?: number;
  readonly after: number;
}

/** Starts or resumes the run in a process of its own, and says how that ended. */
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
          // The folder appears and is renamed: two events a checkpoint.
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

/** How a killed process has left a run: the steps that it has saved, and whether it was writing more. */
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
