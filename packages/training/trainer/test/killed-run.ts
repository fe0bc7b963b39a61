import { writeSync } from 'node:fs';
import { chooseBackend } from '@rectified/backend';
import { openCifar10 } from '@rectified/cifar';
import { type TrainOptions, train } from '../src/index.js';
import { small } from './small.js';

/** A run in a process of its own, which kill.test.ts kills: `BACKEND DATA FOLDER`. */
export async function trainOn(
  backend: 'tfjs-node' | 'wasm' | 'cpu',
  data: string,
  folder: string,
  onStep?: TrainOptions['onStep'],
) {
  await chooseBackend({ backend });
  const model = small({ side: 32, classes: 10, convolution: backend !== 'cpu' });
  const run = train(model, {
    data: await openCifar10(data),
    optimizer: { rate: 0.002, decay: 1e-3 },
    epochs: 3,
    batch: 8,
    seed: 1,
    folder,
    resume: true,
    recordEvery: 1,
    checkpointEvery: { steps: 1 },
    onStep,
  });
  while (!(await run.next()).done);
  return model;
}

if (process.env.RECTIFIED_KILLED_RUN !== undefined) {
  const [backend, data, folder] = process.argv.slice(2) as ['tfjs-node', string, string];
  await trainOn(backend, data, folder, ({ step }) => writeSync(1, `${step}\n`));
}
