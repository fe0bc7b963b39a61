import { chooseBackend } from '@rectified/backend';
import { type Dataset, datasetOfArrays, type ImageShape } from '@rectified/dataset';
import { train } from '@rectified/trainer';
import * as tf from '@tensorflow/tfjs-core';
import { tensorFlowBackend } from '../../packages/compute/compiled/src/tensorflow-backend.ts';
import { buildNetwork } from '../bench/ours/networks.ts';
import { digits } from '../bench/text.ts';

/*
 * npm run engines:host: what a training by the compiled engine costs the one thread of Node, apart from the device: indices, coefficients and noise
 * go in, logits come out and become losses, errors and records. In place of the device something answers at once, always the same.
 */

/** Epochs that are measured, after a first one in which all is compiled. What is done after every epoch counts, so its images are as many as those of real data. */
const epochs = 4;
/** At which the thread should have nine tenths of its time left. */
const goal = 40_000;

/** Microseconds of processor time an image. */
async function hostTime({
  network,
  batch,
  size,
}: {
  network: string;
  batch: number;
  size: number;
}): Promise<number> {
  const { model, shape, classes } = await buildNetwork({ network, rectifier: 'rrelu', width: 0.05 });
  const data = { train: cheapImages(size, shape, classes) };
  const answers = answerAtOnce();
  const run = train(model, {
    ...{ data, batch, engine: 'compiled', epochs: epochs + 1, seed: 1 },
    optimizer: { rate: 1e-9 },
    checkpointEvery: { seconds: 1e9 },
  });
  await run.next();
  const used = process.cpuUsage();
  while (!(await run.next()).done);
  const { user, system } = process.cpuUsage(used);
  answers.dispose();
  model.dispose();
  return (user + system) / (epochs * size);
}

/** Images that are not alike: a network that died would be looked into. */
function cheapImages(size: number, shape: ImageShape, classes: number): Dataset {
  const pixels = new Uint8Array(size * tf.util.sizeFromShape([...shape]));
  for (let i = 0; i < pixels.length; i++) pixels[i] = Math.imul(i, 0x9e3779b1) >>> 24;
  const labels = Int32Array.from({ length: size }, (_, index) => index % classes);
  const names = Array.from({ length: classes }, (_, label) => `${label}`);
  return datasetOfArrays({ name: 'cheap', classes: names, shape, pixels, labels });
}

/** Puts random logits, of the shape of those of the first call, in the place of every later one. */
function answerAtOnce() {
  const backend = tensorFlowBackend();
  const { runSavedModel } = backend;
  const known = new Map<string, tf.Tensor[]>();
  backend.runSavedModel = (...call) => {
    const outputs = call[3].join();
    // Weights and momenta are few calls, and real.
    if (!outputs.includes('_call:')) return runSavedModel.apply(backend, call);
    let answer = known.get(outputs);
    if (answer === undefined) {
      answer = runSavedModel
        .apply(backend, call)
        .map(({ shape }) => tf.keep(tf.randomNormal(shape, 0, 1, 'float32', 1)));
      known.set(outputs, answer);
    }
    return answer.map((tensor) => tf.clone(tensor));
  };
  return {
    dispose() {
      tf.dispose([...known.values()].flat());
      backend.runSavedModel = runSavedModel;
    },
  };
}

await chooseBackend({ backend: 'tfjs-node', kernels: 'plain' });
console.log(`| network | batch | us an image | images/s that one thread feeds | share of it at ${goal}/s |`);
console.log('| --- | ---: | ---: | ---: | ---: |');
for (const what of [
  { network: 'nin', batch: 8, size: 50_000 },
  { network: 'nin', batch: 32, size: 50_000 },
  { network: 'nin', batch: 100, size: 50_000 },
  { network: 'nin', batch: 512, size: 50_000 },
  { network: 'ndsb-net', batch: 64, size: 30_000 },
]) {
  const { network, batch } = what;
  const micro = await hostTime(what);
  const share = `${digits((micro * goal) / 1e4)} %`;
  console.log(`| ${[network, batch, digits(micro), Math.round(1e6 / micro), share].join(' | ')} |`);
}
process.exit();
