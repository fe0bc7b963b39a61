import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { chooseBackend } from '@rectified/backend';
import { InputError, isInputError } from '@rectified/errors';
import { Command, CommanderError } from 'commander';
import { writeDocs } from '../docs/write-docs.ts';
import { arms } from './activations/arms.ts';
import { type Costs, costsFile, type RowCost } from './activations/costs.ts';
import { type RowTimes, rowTimes } from './activations/row-times.ts';
import { type StepTimes, stepTimes } from './activations/step-times.ts';
import { describeMachine } from './machine.ts';
import { whole } from './options.ts';
import { setUpOurs } from './set-up-ours.ts';
import { type Spread, spread, timeRatios } from './statistics.ts';
import { digits } from './text.ts';

// `npm run bench:activations` measures the cost of every activation and writes it to docs/benchmarks and the READMEs.
const workspace = join(import.meta.dirname, '../..');
const argv = process.argv.slice(2);
const say = (line: string) => void process.stderr.write(`${line}\n`);

interface Options {
  rows: number;
  steps: number;
  batch: number;
  width: number;
}

function readOptions(): Options {
  const number = (name: string) => (text: string) => whole(name, text);
  return new Command('npm run bench:activations --')
    .description(
      'Times the row functions of all activations, and training steps of Network in Network with each, in turns with ReLU. Takes 5 to 15 minutes on two idle cores.',
    )
    .option('--rows <n>', 'turns of the row functions', number('--rows'), 301)
    .option('--steps <n>', 'pairs of training steps', number('--steps'), 15)
    .option('--batch <n>', 'images per training step', number('--batch'), 64)
    .option('--width <x>', 'width of the network; 1 is as published', widthOf, 1)
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error:/, 'bench:')) })
    .exitOverride()
    .parse(argv, { from: 'user' })
    .opts<Options>();
}

function widthOf(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 4) return value;
  throw new InputError({ what: '--width', expected: 'a number above 0, up to 4', got: `"${text}"` });
}

async function bench(options: Options): Promise<void> {
  const began = Date.now();
  const machine = await describeMachine();
  if (machine.load > 0.5)
    say(`the machine is busy (load ${digits(machine.load)}): the numbers will be noisy`);
  await setUpOurs(say);
  const { name: backend, detail, version } = await chooseBackend({ backend: 'tfjs-node', kernels: 'native' });
  const { batch, width } = options;
  const rows = await rowTimes(options.rows);
  const steps = await stepTimes({ rounds: options.steps, batch, width, say });
  const costs: Costs = {
    format: 1,
    date: new Date(began).toISOString(),
    command: ['npm run bench:activations', ...(argv.length > 0 ? ['--', ...argv] : [])].join(' '),
    seconds: Math.round((Date.now() - began) / 1000),
    threads: availableParallelism(),
    machine,
    backend: `${backend} ${version}, ${detail}`,
    rounds: { rows: options.rows, steps: options.steps },
    step: { network: 'nin', batch, width },
    copy: rowCost(rows.copy!),
    arms: arms.map(({ name, title }) => ({
      ...{ name, title },
      ...(rows[name] && { row: rowCost(rows[name]) }),
      step: stepCost(steps[name]!),
    })),
  };
  await writeFile(join(workspace, costsFile), `${JSON.stringify(costs, null, 1)}\n`);
  await writeDocs(workspace);
  say(`${digits((Date.now() - began) / 60_000)} minutes; ${costsFile}`);
}

function rowCost({ forward, backward }: RowTimes): RowCost {
  return { forward: short(spread(forward)), backward: short(spread(backward)) };
}

function stepCost({ arm, relu }: StepTimes) {
  const { wall, processor } = timeRatios(arm, relu);
  return {
    wall: short(spread(arm.map(({ wall }) => wall))),
    ratio: short(wall),
    processorRatio: short(processor),
  };
}

/** Four digits are all that is significant. */
function short({ median, lower, upper, least }: Spread): Spread {
  const rounded = (value: number) => Number(value.toPrecision(4));
  return { median: rounded(median), lower: rounded(lower), upper: rounded(upper), least: rounded(least) };
}

try {
  await bench(readOptions());
  process.exit(); // The runs of `train` still wait for their next batches.
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2);
  if (!isInputError(error)) throw error;
  say(`bench: ${error.message}`);
  process.exit(2);
}
