import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chooseBackend } from '@rectified/backend';
import { type EngineName, train } from '@rectified/trainer';
import { buildNetwork } from '../bench/ours/networks.ts';
import { median } from '../bench/statistics.ts';
import { randomImages } from './random-images.ts';

/*
 * npm run engines:agree [-- NAME]: 50 steps of each network by the compiled engine, by XLA and by the native kernels, and by how much
 * the weights differ from those of the eager engine with TensorFlow's kernels, in the middle and at most.
 */
interface Order {
  readonly network: string;
  readonly rectifier: string;
  readonly options?: Readonly<Record<string, number>>;
  readonly width: number;
  readonly batch: number;
  readonly engine: EngineName;
  readonly kernels: 'native' | 'plain';
  readonly out: string;
}

const steps = 50;
const arms = [
  { rectifier: 'relu' },
  { rectifier: 'leaky-relu', options: { divisor: 100 } },
  { rectifier: 'leaky-relu', options: { divisor: 5.5 } },
  { rectifier: 'prelu' },
  { rectifier: 'rrelu' },
];
const cases: readonly Omit<Order, 'engine' | 'kernels' | 'out'>[] = [
  ...arms.map((arm) => ({ network: 'nin', ...arm, width: 0.1, batch: 8 })),
  { network: 'ndsb-net', rectifier: 'rrelu', width: 0.1, batch: 4 },
  { network: 'bn-inception', rectifier: 'rrelu', width: 0.1, batch: 4 },
];

const labelOf = ({ network, rectifier, options, width, batch }: (typeof cases)[number]) =>
  `${network} ${rectifier}${Object.values(options ?? {}).map((value) => `:${value}`)}, width ${width}, batch ${batch}`;

/** Trains, in this process, and writes all weights behind each other. */
async function work({ engine, kernels, out, batch, options, ...what }: Order): Promise<void> {
  await chooseBackend({ backend: 'tfjs-node', kernels });
  const { model, shape, classes } = await buildNetwork(what, options);
  const data = { train: randomImages(batch * 10, shape, classes) };
  const optimizer = { rate: 0.01, decay: 1e-3 };
  const run = train(model, { data, optimizer, batch, engine, epochs: steps / 10, seed: 1 });
  while (!(await run.next()).done);
  writeFileSync(
    out,
    Buffer.concat(model.weights.map((weight) => Buffer.from(weight.read().dataSync().slice().buffer))),
  );
}

async function main(only: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'agreement-'));
  const weights = async (order: Omit<Order, 'out'>) => {
    const out = join(folder, 'weights');
    const argv = ['--conditions=@rectified/source', '--import=tsx', import.meta.filename];
    await promisify(execFile)(process.execPath, [...argv, JSON.stringify({ ...order, out })]);
    return new Float32Array(new Uint8Array(readFileSync(out)).buffer);
  };
  console.log('| network | compiled | XLA | native kernels, eager |\n| --- | ---: | ---: | ---: |');
  for (const what of cases.filter((one) => labelOf(one).includes(only))) {
    const expected = await weights({ ...what, engine: 'eager', kernels: 'plain' });
    const cells: string[] = [];
    for (const [engine, kernels] of [
      ['compiled', 'plain'],
      ['xla', 'plain'],
      ['eager', 'native'],
    ] as const) {
      const differences = (await weights({ ...what, engine, kernels })).map((value, at) =>
        Math.abs(value - expected[at]!),
      );
      const worst = differences.reduce((most, one) => Math.max(most, one), 0);
      cells.push(`${median([...differences]).toExponential(1)} / ${worst.toExponential(1)}`);
    }
    console.log(`| ${labelOf(what)} | ${cells.join(' | ')} |`);
  }
  rmSync(folder, { recursive: true });
}

const [argument = ''] = process.argv.slice(2);
if (argument.startsWith('{')) {
  await work(JSON.parse(argument));
  process.exit();
} else await main(argument);
