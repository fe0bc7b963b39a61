import { writeSync } from 'node:fs';
import { chooseBackend } from '@rectified/backend';
import { openCifar10 } from '@rectified/cifar';
import { type TrainOptions, train } from '../src/index.js';
import { small } from './small.js';

/** What computes a run that is killed. */
export interface Killed {
  readonly backend: 'tfjs-node' | 'wasm' | 'cpu';
  readonly kernels?: 'plain';
  readonly engine?: TrainOptions['engine'];
  /** After this step the run stands still until it is killed, so that a fast machine does not finish before. */
  readonly standAt?: number;
}

// A run in a process of its own, which kill.test.ts kills: `KILLED DATA FOLDER`, the first as JSON.
const [killed, data, folder] = process.argv.slice(2) as [string, string, string];
const { backend, kernels, engine = 'eager', standAt } = JSON.parse(killed) as Killed;
await chooseBackend({ backend, kernels });
// XLA takes seconds to compile a convolution.
const model = small({ side: 32, classes: 10, convolution: backend !== 'cpu' && engine !== 'xla' });
const run = train(model, {
  data: await openCifar10(data),
  optimizer: { rate: 0.002, decay: 1e-3 },
  epochs: 3,
  batch: 8,
  seed: 1,
  folder,
  resume: true,
  recordEvery: 1,
  engine,
  // Such that the others take several steps in a call.
  checkpointEvery: { steps: engine === 'eager' ? 1 : 3 },
  onStep: ({ step }) => {
    writeSync(1, `${step}\n`);
    if (step === standAt) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
});
while (!(await run.next()).done);
