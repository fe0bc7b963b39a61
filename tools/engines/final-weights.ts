import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type BackendName, chooseBackend } from '@rectified/backend';
import { type EngineName, type TrainOptions, train } from '@rectified/trainer';
import { buildNetwork } from '../bench/ours/networks.ts';
import { median } from '../bench/statistics.ts';
import { randomImages } from './random-images.ts';

/** A short training, and how it is computed. */
export interface ShortTraining {
  readonly network: string;
  readonly rectifier: string;
  /** The divisor of the rectifier. */
  readonly options?: Readonly<Record<string, number>>;
  readonly width: number;
  readonly batch: number;
  readonly steps: number;
  readonly engine: EngineName;
  readonly kernels: 'native' | 'plain';
  readonly products?: TrainOptions['products'];
  /** Default: tfjs-node. */
  readonly backend?: BackendName;
}

/** `nin leaky-relu:100, width 0.1, batch 8` */
export const labelOf = ({
  network,
  rectifier,
  options,
  width,
  batch,
}: Omit<ShortTraining, 'engine' | 'kernels'>) =>
  `${network} ${rectifier}${Object.values(options ?? {}).map((value) => `:${value}`)}, width ${width}, batch ${batch}`;

/** All weights, concatenated, after training in a separate process. `environment` is added to this process's variables. */
export async function finalWeights(
  training: ShortTraining,
  environment: Readonly<Record<string, string>> = {},
): Promise<Float32Array> {
  const folder = mkdtempSync(join(tmpdir(), 'weights-'));
  try {
    const out = join(folder, 'weights');
    const argv = ['--conditions=@rectified/source', '--import=tsx', import.meta.filename];
    await promisify(execFile)(process.execPath, [...argv, JSON.stringify(training), out], {
      env: { ...process.env, ...environment },
    });
    return new Float32Array(new Uint8Array(readFileSync(out)).buffer);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Median and maximum difference of weights. */
export function difference(some: Float32Array, others: Float32Array): { median: number; worst: number } {
  const differences = some.map((value, at) => Math.abs(value - others[at]!));
  return {
    median: median([...differences]),
    worst: differences.reduce((most, one) => Math.max(most, one), 0), // propagates NaN
  };
}

/** Epochs of ten steps. */
async function work(training: ShortTraining, out: string): Promise<void> {
  const { engine, kernels, products, backend = 'tfjs-node', batch, steps, options } = training;
  await chooseBackend({ backend, kernels });
  const { model, shape, classes } = await buildNetwork(training, options);
  const data = { train: randomImages(batch * 10, shape, classes) };
  const optimizer = { rate: 0.01, decay: 1e-3 };
  const run = train(model, {
    data,
    optimizer,
    batch,
    engine,
    products,
    epochs: Math.ceil(steps / 10),
    seed: 1,
  });
  while (!(await run.next()).done);
  writeFileSync(
    out,
    Buffer.concat(model.weights.map((weight) => Buffer.from(weight.read().dataSync().slice().buffer))),
  );
}

const [, file, training, out] = process.argv;
if (file === import.meta.filename) {
  await work(JSON.parse(training!), out!);
  process.exit();
}
