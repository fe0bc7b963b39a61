import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { augment, centerSteps, placedViews, type Step } from '@rectified/augment';
import { augmentedSource } from '@rectified/augment/workers';
import { chooseBackend } from '@rectified/backend';
import type { ImageShape } from '@rectified/dataset';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BatchSource, defaultInput, type TestSource, type TrainOptions, train } from '../src/index.js';
import { placedImages } from '../src/placed-images.js';
import { finish, patches, small, tf, thoroughOptions, timeless, weightsOf } from './small.js';

// TensorFlow's own kernels, which XLA has, too.
beforeAll(() => chooseBackend({ backend: 'tfjs-node', kernels: 'plain' }));

let parent: string;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'trainer-views-'));
});
afterAll(() => rm(parent, { recursive: true }));

const images = patches(60, { side: 8 });
const meanOf = (shape: ImageShape) => ({
  mean: {
    shape,
    pixels: Float32Array.from({ length: shape[0] * shape[1] * shape[2] }, (_, i) => 110 + 9 * Math.sin(i)),
  },
});
const asBytes: Step[] = [{ step: 'pad', by: 2, fill: 30 }, { step: 'crop', size: 6 }, { step: 'mirror' }];
const lessMean: Step[] = [
  { step: 'crop', size: 7 },
  { step: 'mirror', direction: 'vertical' },
  { step: 'subtract-mean' },
  { step: 'crop', size: 6 },
  { step: 'mirror' },
];
const unscaled = { shift: 0, scale: 1 };

it.each(['tensorflow', 'cpu'])('are made by %s as `augment` makes them, bit by bit', async (backend) => {
  await tf.setBackend(backend);
  const indices = Int32Array.of(5, 59, 0, 5, 17);
  const keys = { seed: 3, epoch: 2, indices };
  const { pixels, shape } = images.batch(indices);
  for (const [side, steps] of [
    [8, asBytes],
    [7, lessMean],
    [8, [{ step: 'subtract-mean' }, ...asBytes.slice(1)] as Step[]],
    [8, [{ step: 'mirror', probability: 1 }] as Step[]],
    [5, centerSteps([{ step: 'crop', size: 5 }, { step: 'mirror' }, { step: 'subtract-mean' }])],
  ] as const) {
    const statistics = meanOf([side, side, 3]);
    const placed = placedViews(steps, images.shape, { statistics })!;
    const made = tf.tidy(() => {
      const places = tf.tensor(Float32Array.from(placed.places(keys)), [5, placed.mean ? 6 : 3]);
      return placedImages(
        tf.tensor4d(pixels, shape, 'float32'),
        places as tf.Tensor2D,
        placed,
        placed.border.fill,
      );
    });
    const expected = augment(steps, { statistics }).views({ pixels, shape }, keys);
    expect(made.shape).toEqual(expected.shape);
    expect(made.dataSync()).toEqual(Float32Array.from(expected.pixels));
    made.dispose();
  }
  await tf.setBackend('tensorflow');
});

/** The views that a run has, made by the processor or, placed, by the device. */
function viewsOf(steps: Step[], side: number, where: 'processor' | 'device') {
  const statistics = meanOf([side, side, 3]);
  const source = augmentedSource(images, { augmentation: steps, statistics, threads: 0 });
  const central = centerSteps(steps);
  const calls = { source: 0, testSource: 0 };
  const batches: BatchSource = (request) => {
    calls.source++;
    return source.batches(request);
  };
  const testSource: TestSource = (dataset, { size }) => {
    calls.testSource++;
    const { batches } = augmentedSource(dataset, { augmentation: central, statistics, threads: 0 });
    return batches({ seed: 0, epoch: 0, size, shuffle: false });
  };
  if (where === 'processor') return { calls, source: batches, testSource };
  const placed = placedViews(central, images.shape, { statistics });
  return {
    calls,
    source: Object.assign(batches, { placed: source.batches.placed }),
    testSource: Object.assign(testSource, { placed }),
  };
}

async function trained({ calls, ...views }: ReturnType<typeof viewsOf>, more: Partial<TrainOptions> = {}) {
  const model = small({ convolution: more.engine !== 'xla' });
  const data = { train: images, test: patches(23, { seed: 2, side: 8 }) };
  const options = { ...thoroughOptions(), data, shape: [6, 6, 3] as const, evaluateTrain: 19 };
  const { yields } = await finish(train(model, { ...options, ...views, ...more }));
  const weights = weightsOf(model);
  model.dispose();
  return { weights, records: yields.map(timeless), calls };
}

describe.each([
  ['of bytes', asBytes, 8, defaultInput, ['compiled']],
  [
    'of bytes that float32 would scale to other numbers',
    asBytes,
    8,
    { shift: 113.7, scale: 1 / 61.3 },
    ['compiled'],
  ],
  ['less a mean image', lessMean, 7, unscaled, ['compiled', 'xla']],
] as const)('views %s, made on the device', (_, steps, side, input, engines) => {
  it.each([...engines])('train the engine %s to the same bits', async (engine) => {
    const fed = await trained(viewsOf([...steps], side, 'processor'), { engine, input });
    const placed = await trained(viewsOf([...steps], side, 'device'), { engine, input });
    // Besides two evaluations, a look at the first images before the first and after each epoch.
    expect(fed.calls).toEqual({ source: 3, testSource: 10 });
    expect(placed.calls).toEqual({ source: 0, testSource: 4 });
    expect(placed.weights).toEqual(fed.weights);
    expect(placed.records.map(({ running }) => running)).toEqual(fed.records.map(({ running }) => running));
    placed.records.forEach(({ clean, test }, epoch) => {
      const { clean: cleanFed, test: testFed } = fed.records[epoch]!;
      expect([clean!.error, test!.error]).toEqual([cleanFed!.error, testFed!.error]);
      expect(clean!.loss).toBeCloseTo(cleanFed!.loss, 5);
      expect(test!.loss).toBeCloseTo(testFed!.loss, 5);
    });
  });

  it('give the weights of the eager engine, within rounding', async () => {
    const eager = await trained(viewsOf([...steps], side, 'device'), { input });
    const compiled = await trained(viewsOf([...steps], side, 'device'), { engine: 'compiled', input });
    expect(eager.calls.source).toBe(3);
    for (const [name, values] of Object.entries(eager.weights))
      expect(compiled.weights[name]).toEqual(values.map((value) => expect.closeTo(value, 5)));
  });
});

it('stopped within an epoch and resumed, views made on the device end with the same bits', async () => {
  const views = () => viewsOf(lessMean, 7, 'device');
  const going = { engine: 'compiled', input: unscaled } as const;
  const { weights, records } = await trained(views(), going);
  const folder = join(parent, 'stopped');
  for (const stopAfter of [2, 6]) {
    const stop = new AbortController();
    const onStep = ({ step }: { step: number }) => step >= stopAfter && stop.abort();
    await trained(views(), { ...going, folder, resume: true, signal: stop.signal, onStep });
  }
  const last = await trained(views(), { ...going, folder, resume: true });
  expect(last.weights).toEqual(weights);
  expect(last.records).toEqual(records.slice(-last.records.length));
});

describe('views come with every call', () => {
  it('where numbers that are no bytes would be scaled on the device', async () => {
    const { calls } = await trained(viewsOf(lessMean, 7, 'device'), {
      engine: 'compiled',
      input: { shift: 1, scale: 0.1 },
    });
    expect(calls).toEqual({ source: 3, testSource: 10 });
  });

  it('where they are no places of pixels, but are measured on the device all the same', async () => {
    const warped: Step[] = [
      { step: 'affine', rotate: 20 },
      { step: 'crop', size: 6 },
    ];
    const views = viewsOf(warped, 8, 'device');
    expect(views.source.placed).toBeUndefined();
    const { calls } = await trained(views, { engine: 'compiled' });
    expect(calls).toEqual({ source: 3, testSource: 4 });
  });
});
