import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EpochRecord, RunDescription, RunResult, RunStatus, StepRecord } from '@rectified/run-folder';

/** A run to be made up. Errors by epoch; what is not said is usual. */
export interface MadeUpRun {
  readonly activation: string;
  readonly seed: number;
  readonly test: readonly number[];
  readonly running?: readonly number[];
  readonly clean?: readonly number[];
  readonly config?: Readonly<Record<string, unknown>>;
  readonly status?: RunStatus;
  readonly message?: string;
  readonly backend?: string;
  readonly imagesPerSecond?: number;
}

/** Writes a run folder in the format of @rectified/run-folder, as the trainer would have. */
export async function writeRun(folder: string, run: MadeUpRun): Promise<void> {
  const { activation, seed, test, running = test, clean, status = 'finished', imagesPerSecond = 100 } = run;
  await mkdir(folder, { recursive: true });
  const description: RunDescription = {
    format: 1,
    created: '2026-11-22T10:00:00.000Z',
    config: {
      dataset: 'cifar10',
      architecture: 'nin',
      activation,
      seed,
      epochs: test.length,
      batch: 100,
      width: 1,
      ...run.config,
    },
    versions: { node: '20.20.2', '@rectified/trainer': '0.1.0' },
    backend: {
      name: run.backend ?? 'tfjs-node',
      version: '2.21.0',
      detail: 'tfjs-node on TensorFlow 2.21.0',
    },
  };
  const epochs: EpochRecord[] = test.map((error, i) => ({
    type: 'epoch',
    epoch: i + 1,
    step: (i + 1) * 200,
    running: { error: running[i]!, loss: 3 * running[i]! },
    ...(clean && { clean: { error: clean[i]!, loss: 3 * clean[i]! } }),
    test: { error, loss: 3 * error },
    images: 20_000,
    seconds: 20_000 / imagesPerSecond,
    waited: 1,
    rate: 0.1,
  }));
  const step: StepRecord = { type: 'step', step: 100, epoch: 1, loss: 2.3, error: 0.9, rate: 0.1 };
  await writeFile(join(folder, 'run.json'), JSON.stringify(description));
  await writeFile(
    join(folder, 'metrics.jsonl'),
    [step, ...epochs].map((record) => `${JSON.stringify(record)}\n`).join(''),
  );
  if (status === 'running' || status === 'interrupted') return;
  const seconds = (epochs.length * 20_000) / imagesPerSecond;
  const result: RunResult = {
    format: 1,
    status,
    message: run.message,
    epochs: epochs.length,
    steps: epochs.length * 200,
    final: epochs.at(-1),
    best: epochs.toSorted((a, b) => a.test!.error - b.test!.error)[0],
    seconds,
    imagesPerSecond,
    waiting: 0.01,
    peakMemory: 1.5e9,
  };
  await writeFile(join(folder, 'result.json'), JSON.stringify(result));
}

/** Writes a comparison of these runs, its `compare.json` included where there are titles. */
export async function writeComparison(
  out: string,
  runs: readonly MadeUpRun[],
  titles?: Readonly<Record<string, string>>,
): Promise<void> {
  const folderOf = (activation: string) => activation.replace(/[^\w.-]+/g, '-');
  for (const run of runs) await writeRun(join(out, folderOf(run.activation), `seed-${run.seed}`), run);
  if (!titles) return;
  const arms = Object.entries(titles).map(([activation, title]) => ({
    activation,
    title,
    folder: folderOf(activation),
  }));
  const seeds = [...new Set(runs.map(({ seed }) => seed))];
  await writeFile(
    join(out, 'compare.json'),
    JSON.stringify({ format: 1, created: '2026-11-22T10:00:00.000Z', config: {}, arms, seeds }),
  );
}

/** Five arms as in the paper, with curves that fall from 0.9 to `ends`, and seeds that differ a little. */
export function paperLike({
  seeds,
  epochs,
  config,
}: {
  seeds: number;
  epochs: number;
  config?: MadeUpRun['config'];
}): MadeUpRun[] {
  const ends = {
    relu: 0.1245,
    'leaky-relu:100': 0.1266,
    'leaky-relu:5.5': 0.112,
    prelu: 0.1179,
    rrelu: 0.1119,
  };
  return Object.entries(ends).flatMap(([activation, end], arm) =>
    Array.from({ length: seeds }, (_, i) => {
      const curve = (to: number, pace: number) =>
        Array.from({ length: epochs }, (_, epoch) => {
          const wobble = 0.012 * Math.sin(7 * epoch + 3 * i + arm);
          return (
            to + (0.9 - to) * Math.exp((-pace * (epoch + 1)) / epochs) + wobble * Math.exp(-epoch / epochs)
          );
        });
      return {
        activation,
        seed: i + 1,
        test: curve(end, 5),
        running: curve(end / 20, 4 - 0.3 * arm),
        clean: curve(end / 30, 5),
        imagesPerSecond: 480 - 30 * arm,
        config,
      };
    }),
  );
}

/** The files of every report, beside its curves. */
export const reportFiles = [
  'forest.svg',
  'report.bib',
  'report.csv',
  'report.html',
  'report.json',
  'report.md',
  'report.tex',
  'shapes.svg',
];
