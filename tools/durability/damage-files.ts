import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { Writable } from 'node:stream';
import { main } from '@rectified/cli';
import { random } from './random.ts';
import { outcomeOf, type SmallRun, smallRun } from './small-run.ts';

export interface DamageOptions {
  /** An empty folder for the runs. */
  readonly folder: string;
  /** Number of flipped bits per file, at different places. */
  readonly flips: number;
  readonly seed: number;
  readonly backend?: string;
  readonly onCase?: (done: number) => void;
}

export interface DamageReport {
  readonly files: number;
  readonly cases: number;
  /** Exit code 2 with a message that names the file. */
  readonly refused: number;
  /** Exit code 0 and the same result as without damage. */
  readonly same: number;
  /** One line each: `silent`, exit code 0 and a different result; `unclear`, any other exit code, or 2 without the file's name. */
  readonly faults: readonly string[];
}

/**
 * Damages every file of a run's folder in turn (a flipped bit, zeroed, emptied, cut in half) and checks how the commands `train`,
 * `evaluate` and `report` respond: once for a finished run, and once for a run that was killed between two checkpoints.
 */
export async function damageFiles({
  folder,
  flips,
  seed,
  backend,
  onCase,
}: DamageOptions): Promise<DamageReport> {
  const run = smallRun(folder, { backend, epochs: 3 });
  const draw = random(seed);
  const [ended, stopped] = [join(folder, 'ended'), join(folder, 'stopped')];
  const whole = await call([...run.argv, '--out', ended]);
  if (whole.code !== 0) throw new Error(whole.stderr);
  await stopIn(run, stopped);
  const faults: string[] = [];
  let [cases, refused, same, files] = [0, 0, 0, 0];
  for (const original of [ended, stopped]) {
    const names = filesOf(original);
    files += names.length;
    const copy = join(folder, 'copy');
    const fresh = () => {
      rmSync(copy, { recursive: true, force: true });
      cpSync(original, copy, { recursive: true });
    };
    const expected: string[] = [];
    for (const use of uses(run)) {
      fresh();
      expected.push((await use(copy)).shown);
    }
    for (const name of names)
      for (const [what, damage] of damages(flips, draw))
        for (const [index, use] of uses(run).entries()) {
          fresh();
          const file = join(copy, name);
          writeFileSync(file, damage(readFileSync(file)));
          const { code, stderr, shown } = await use(copy);
          const title = `${basename(original)}/${name}, ${what}, ${['train', 'evaluate', 'report'][index]}: exit ${code}`;
          if (code === 0 && shown === expected[index]) same++;
          else if (code === 0) faults.push(`silent: ${title}`);
          else if (code === 2 && stderr.includes(file)) refused++;
          else faults.push(`unclear: ${title}: ${stderr}`);
          onCase?.(++cases);
        }
  }
  return { files, cases, refused, same, faults };
}

/** A command on a run's folder; `shown` is its result without times. */
function uses({ argv }: SmallRun): ((folder: string) => Promise<Called & { shown: string }>)[] {
  return [
    async (folder) => {
      const called = await call([...argv, '--out', folder]);
      return { ...called, shown: called.code === 0 ? JSON.stringify(outcomeOf(folder)) : '' };
    },
    async (folder) => {
      const called = await call(['evaluate', folder, '--quiet']);
      return { ...called, shown: called.stdout };
    },
    async (folder) => {
      const called = await call(['report', folder, '--out', `${folder}-report`, '--quiet']);
      return { ...called, shown: called.stdout };
    },
  ];
}

/** Ways to damage a file. */
function damages(flips: number, draw: () => number): (readonly [string, (bytes: Buffer) => Buffer])[] {
  return [
    ...Array.from({ length: flips }, () => {
      const [at, bit] = [draw(), Math.floor(draw() * 8)];
      return [
        `bit ${bit} at ${Math.round(at * 100)} %`,
        (bytes: Buffer) => {
          if (bytes.length > 0) bytes[Math.floor(at * bytes.length)]! ^= 1 << bit;
          return bytes;
        },
      ] as const;
    }),
    ['zeroed', (bytes) => bytes.fill(0)],
    ['emptied', () => Buffer.alloc(0)],
    ['halved', (bytes) => bytes.subarray(0, bytes.length >> 1)],
  ];
}

/** Trains until a step in the second epoch, and leaves the folder like a killed process: without a result. */
async function stopIn(run: SmallRun, folder: string): Promise<void> {
  const stop = new AbortController();
  const timer = setInterval(() => {
    try {
      const { state } = JSON.parse(readFileSync(join(folder, 'checkpoint', 'trainer.json'), 'utf8'));
      if (state.step > run.stepsPerEpoch) stop.abort();
    } catch {
      // It does not exist yet.
    }
  }, 5);
  await call([...run.argv, '--out', folder], stop.signal);
  clearInterval(timer);
  rmSync(join(folder, 'result.json'), { force: true });
}

/** All files of a run except those that are only read if others are damaged. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

interface Called {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in this process, so that TensorFlow is loaded only once. */
async function call(argv: readonly string[], signal = new AbortController().signal): Promise<Called> {
  const texts = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof texts) =>
    new Writable({
      write(chunk, _, done) {
        texts[name] += chunk;
        done();
      },
    });
  const code = await main(argv, { stdout: stream('stdout'), stderr: stream('stderr'), signal });
  return { code, ...texts };
}
