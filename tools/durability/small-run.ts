import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomCifar } from './random-cifar.ts';

/** The arguments shared by every start of a run. */
export interface SmallRun {
  /** The command line, without `--out`. */
  readonly argv: readonly string[];
  readonly epochs: number;
  readonly stepsPerEpoch: number;
}

/**
 * A run of a few seconds: NIN with a twentieth of its channels, and RReLU for noise, on 60 images of noise in CIFAR-10's format, with
 * a mean image. It saves after every step. The folder is created if it is missing.
 */
export function smallRun(folder: string, { backend = 'auto', engine = 'eager', epochs = 8 } = {}): SmallRun {
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  randomCifar(data, 10);
  const recipe = join(folder, 'recipe.yaml');
  writeFileSync(
    recipe,
    JSON.stringify({
      dataset: 'cifar10',
      data,
      architecture: 'nin',
      activation: 'rrelu',
      width: 0.05,
      augment: [{ step: 'subtract-mean' }],
      input: { shift: 0, scale: 1 / 64 },
      epochs,
      batch: 10,
      seed: 1,
      backend,
      engine,
      checkpointEvery: { steps: 1 },
    }),
  );
  return { argv: ['train', '--recipe', recipe, '--quiet'], epochs, stepsPerEpoch: 5 };
}

/** The result of a run, without times. */
export interface Outcome {
  readonly weights: string;
  readonly momentum: string;
  readonly records: string;
}

/** Reads the result of a finished run. */
export function outcomeOf(folder: string): Outcome {
  const bytes = (name: string) => readFileSync(join(folder, 'checkpoint', name)).toString('base64');
  const lines = readFileSync(join(folder, 'metrics.jsonl'), 'utf8').trim().split('\n');
  const [, ...records] = lines; // The first line identifies the run.
  const timeless = records.map((line) => {
    const { seconds: _, waited: __, sha256: ___, ...record } = JSON.parse(line);
    return JSON.stringify(record);
  });
  return { weights: bytes('weights.bin'), momentum: bytes('momentum.bin'), records: timeless.join('\n') };
}
