import type { PresetName } from '@rectified/augment';
import { augmentedSource } from '@rectified/augment/workers';
import { chooseBackend } from '@rectified/backend';
import { type Dataset, datasetOfArrays, type ImageShape } from '@rectified/dataset';
import { type BatchSource, train } from '@rectified/trainer';
import * as tf from '@tensorflow/tfjs-core';
import { tensorFlowBackend } from '../../packages/compute/compiled/src/tensorflow-backend.ts';
import { buildNetwork } from '../bench/ours/networks.ts';
import { spread } from '../bench/statistics.ts';
import { digits } from '../bench/text.ts';

/*
 * npm run engines:host: measures what training with the compiled engine costs Node's thread, without the device: indices, coefficients and noise
 * go in; logits come out and become losses, errors and records. The device is replaced by a constant answer.
 */

/** Measured epochs, after a first one in which everything is compiled. Work after an epoch counts, so epochs have as many images as real data. */
const epochs = 4;
/** Images per second at which the thread should be idle nine tenths of the time. */
const goal = 40_000;

interface HostCase {
  readonly network: string;
  readonly batch: number;
  readonly size: number;
  /** Name of an augmentation; views are then made by threads of the host and, alternately, on the device. */
  readonly augmentation?: PresetName;
}

/** The input of the network: unchanged images, or views made by threads of the host or on the device. */
type Way = 'as they are' | 'host' | 'device';

/** Microseconds of processor time per image, of all threads, for each kind of input: medians of alternating epochs. */
async function hostTimes(what: HostCase): Promise<Map<Way, number>> {
  const { network, batch, size, augmentation } = what;
  const answers = answerAtOnce();
  const ways: readonly Way[] = augmentation === undefined ? ['as they are'] : ['host', 'device'];
  const runs = await Promise.all(
    ways.map(async (way) => {
      const { model, shape, classes } = await buildNetwork({ network, rectifier: 'rrelu', width: 0.05 });
      // CIFAR's images, of which BN-Inception sees a crop.
      const whole: ImageShape = augmentation === undefined ? shape : [32, 32, 3];
      const images = cheapImages(size, whole, classes);
      const views = augmentation && viewsOf(images, augmentation, { way, shape });
      const run = train(model, {
        ...{ data: { train: images }, shape, batch, engine: 'compiled', epochs: epochs + 1, seed: 1 },
        ...(views && { source: views.source, input: { shift: 0, scale: 1 } }),
        optimizer: { rate: 1e-9 },
        checkpointEvery: { seconds: 1e9 },
      });
      await run.next();
      return { way, run, times: [] as number[], end: async () => views?.close() };
    }),
  );
  for (let turn = 0; turn < epochs; turn++)
    for (const { run, times } of turn % 2 === 0 ? runs : runs.toReversed()) {
      const used = process.cpuUsage();
      await run.next();
      const { user, system } = process.cpuUsage(used);
      times.push((user + system) / size);
    }
  for (const { run, end } of runs) {
    await run.return({} as never);
    await end();
  }
  answers.dispose();
  return new Map(runs.map(({ way, times }) => [way, spread(times).median]));
}

/** Views as in an experiment; those of the host hide from the engine how to make them. */
function viewsOf(
  images: Dataset,
  augmentation: PresetName,
  { way, shape }: { way: Way; shape: ImageShape },
): { readonly source: BatchSource; close(): Promise<void> } {
  const pixels = new Float32Array(tf.util.sizeFromShape([...shape])).fill(121);
  const { batches, close } = augmentedSource(images, {
    augmentation,
    statistics: { mean: { pixels, shape } },
  });
  return { source: way === 'device' ? batches : (request) => batches(request), close };
}

/** Varied images, since a dead network would be diagnosed. */
function cheapImages(size: number, shape: ImageShape, classes: number): Dataset {
  const pixels = new Uint8Array(size * tf.util.sizeFromShape([...shape]));
  for (let i = 0; i < pixels.length; i++) pixels[i] = Math.imul(i, 0x9e3779b1) >>> 24;
  const labels = Int32Array.from({ length: size }, (_, index) => index % classes);
  const names = Array.from({ length: classes }, (_, label) => `${label}`);
  return datasetOfArrays({ name: 'cheap', classes: names, shape, pixels, labels });
}

/** Replaces the logits of every call after the first by random ones of the same shape. */
function answerAtOnce() {
  const backend = tensorFlowBackend();
  const { runSavedModel } = backend;
  const known = new Map<string, tf.Tensor[]>();
  backend.runSavedModel = (...call) => {
    const outputs = call[3].join();
    // Weights and momenta take few calls, which are real.
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
console.log(
  `| network | batch | views | us an image | images/s that one thread feeds | share of it at ${goal}/s |`,
);
console.log('| --- | ---: | --- | ---: | ---: | ---: |');
const cases: readonly HostCase[] = [
  { network: 'nin', batch: 8, size: 50_000 },
  { network: 'nin', batch: 32, size: 50_000 },
  { network: 'nin', batch: 100, size: 50_000 },
  { network: 'nin', batch: 512, size: 50_000 },
  { network: 'ndsb-net', batch: 64, size: 30_000 },
  { network: 'nin', batch: 100, size: 50_000, augmentation: 'pad-crop-mirror' },
  { network: 'bn-inception', batch: 64, size: 50_000, augmentation: 'bn-inception' },
];
for (const what of cases) {
  const { network, batch, augmentation } = what;
  for (const [way, micro] of await hostTimes(what)) {
    const share = `${digits((micro * goal) / 1e4)} %`;
    const views = augmentation === undefined ? way : `${augmentation}, ${way}`;
    const cells = [network, batch, views, digits(micro), Math.round(1e6 / micro), share];
    console.log(`| ${cells.join(' | ')} |`);
  }
}
process.exit();
