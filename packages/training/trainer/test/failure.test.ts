import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBackends } from '@rectified/backend';
import { SeededDropout } from '@rectified/layers';
import { ReLU } from '@rectified/relu';
import { readRun } from '@rectified/run-folder';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeadNetworkError, DivergedError, loadModel, type TrainOptions, train } from '../src/index.js';
import { allAlike } from '../src/training-step.js';
import { finish, patches, small, tf, tfl, weightsOf } from './small.js';

const backends = await loadBackends();
const options: TrainOptions = {
  data: { train: patches(60) },
  optimizer: { rate: 0.01 },
  epochs: 10,
  batch: 10,
  seed: 1,
};

let parent: string;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'trainer-'));
});
afterAll(() => rm(parent, { recursive: true }));

/** Logits behind a ReLU, as in NIN. */
function rectifiedLogits(bias: number) {
  const layers = [
    tfl.layers.flatten({ inputShape: [6, 6, 3] }),
    tfl.layers.dense({
      name: 'logits',
      units: 4,
      kernelInitializer: tfl.initializers.randomNormal({ stddev: 0.05, seed: 1 }),
      biasInitializer: tfl.initializers.constant({ value: bias }),
    }),
    new ReLU(),
  ];
  return tfl.sequential({ layers });
}

/** The first rectifier lets nothing through, and behind it a bias goes on, of which dropout makes something else for every image. */
function deadBehindDropout({ bias = -99 } = {}) {
  const convolution = (name: string, value: number) =>
    tfl.layers.conv2d({
      name,
      filters: 8,
      kernelSize: 3,
      padding: 'same',
      ...(name === 'conv1' && { inputShape: [6, 6, 3] }),
      kernelInitializer: tfl.initializers.randomNormal({ stddev: 0.3, seed: 1 }),
      biasInitializer: tfl.initializers.constant({ value }),
    });
  const layers = [
    ...[convolution('conv1', 0.5), new ReLU(), convolution('conv2', bias), new ReLU()],
    ...[convolution('conv3', 0.5), new ReLU(), new SeededDropout({ rate: 0.5, seed: 1 })],
    tfl.layers.flatten(),
    tfl.layers.dense({
      name: 'logits',
      units: 4,
      kernelInitializer: tfl.initializers.randomNormal({ stddev: 0.05, seed: 2 }),
    }),
  ];
  return tfl.sequential({ layers });
}

describe.each(backends)('on %s', (backend) => {
  beforeAll(() => tf.setBackend(backend));

  it('a network whose last rectifier died is named as that, after 10 steps', async () => {
    const folder = join(parent, `dead-${backend}`);
    const error = await finish(train(rectifiedLogits(-9), { ...options, folder })).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(DeadNetworkError);
    const { message, step, loss } = error as DeadNetworkError;
    expect(step).toBe(10);
    expect(loss).toBeCloseTo(Math.log(4), 6);
    expect(message).toMatch(/last 10 steps \(to step 10\).*loss is 1\.3863; guessing gives ln 4 = 1\.3863/);
    expect(message).toMatch(/deviation 0\.05 and a tenth of the rate/);
    expect(await readRun(folder)).toMatchObject({
      status: 'dead',
      result: { message, steps: 10, epochs: 1 },
    });
  });

  it('a network that died behind dropout is found without it', async () => {
    const folder = join(parent, `hidden-${backend}`);
    const error = await finish(train(deadBehindDropout(), { ...options, folder, epochs: 5 })).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(DeadNetworkError);
    const { message, step } = error as DeadNetworkError;
    expect(step).toBe(12);
    expect(message).toMatch(
      /at step 12 \(epoch 2\) it gives every image the same logits, except for the noise of dropout, and the layers conv1, conv2 get no gradient at all/,
    );
    for (const remedy of ['he-gain', 'lsuv', 'a lower learning rate', 'warm-up', 'leaky-relu'])
      expect(message).toContain(remedy);
    expect(await readRun(folder)).toMatchObject({ status: 'dead', result: { message, epochs: 1 } });
  });

  it('so is one in its only epoch, and none that is alive', async () => {
    const run = (model: tfl.LayersModel) => finish(train(model, { ...options, epochs: 1 }));
    await expect(run(deadBehindDropout())).rejects.toThrow(/at step 6 \(epoch 1\)/);
    expect((await run(deadBehindDropout({ bias: 0 }))).result.status).toBe('finished');
  });

  it('a network dies with batches of one image, too', async () => {
    const run = (bias: number) => finish(train(rectifiedLogits(bias), { ...options, epochs: 1, batch: 1 }));
    await expect(run(-9)).rejects.toThrow(/last 10 steps \(to step 10\)/);
    expect((await run(0.5)).result.status).toBe('finished');
  });

  it('training that diverges stops, and the last good checkpoint stays', async () => {
    const folder = join(parent, `diverged-${backend}`);
    // The rate explodes in the second epoch.
    const optimizer = { rate: { start: 0.01, afterEpochs: { 1: 1e30 } } };
    const model = small();
    const records: unknown[] = [];
    let good: Record<string, number[]> | undefined;
    const error = await (async () => {
      for await (const record of train(model, {
        ...options,
        optimizer,
        folder,
        checkpointEvery: { steps: 1 },
      })) {
        records.push(record);
        good = weightsOf(model);
      }
    })().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DivergedError);
    const { message, step, rate } = error as DivergedError;
    expect(records).toHaveLength(1);
    expect(step).toBeGreaterThan(6);
    expect(step).toBeLessThan(10);
    expect(rate).toBeCloseTo(1e28, -20);
    expect(message).toMatch(
      /^Training diverged: .* at step \d+ \(epoch 2, learning rate 1e\+28\)\. Try a tenth of the rate/,
    );
    expect(await readRun(folder)).toMatchObject({ status: 'diverged', result: { message } });
    const { state } = JSON.parse(await readFile(join(folder, 'checkpoint', 'trainer.json'), 'utf8'));
    expect(state.step).toBeLessThan(step);
    const saved = weightsOf(await loadModel(folder));
    expect(Object.values(saved).flat().every(Number.isFinite)).toBe(true);
    if (state.step === 6) expect(saved).toEqual(good);
  });

  it('weights that are not finite behind a loss that is are noticed at the end of the epoch', async () => {
    const layers = [
      tfl.layers.flatten({ inputShape: [6, 6, 3] }),
      tfl.layers.dense({ name: 'logits', units: 4, kernelRegularizer: tfl.regularizers.l2({ l2: 1e38 }) }),
    ];
    const run = finish(
      train(tfl.sequential({ layers }), { ...options, batch: 60, optimizer: { rate: 100 } }),
    );
    await expect(run).rejects.toThrow(
      /logits\/kernel is no longer finite at step 1 \(epoch 1, learning rate 100\)/,
    );
  });

  it('a test loss that is not finite is a divergence too', async () => {
    const huge = tfl.initializers.constant({ value: 3e38 });
    const build = () =>
      tfl.sequential({
        layers: [
          tfl.layers.flatten({ inputShape: [6, 6, 3] }),
          tfl.layers.dense({ name: 'logits', units: 4, kernelInitializer: huge, trainable: false }),
          tfl.layers.dense({ name: 'last', units: 4 }),
        ],
      });
    const black = patches(8);
    const train8 = {
      ...black,
      batch: (indices: ArrayLike<number>) => ({
        ...black.batch(indices),
        pixels: new Uint8Array(indices.length * 108).fill(121),
      }),
    };
    const run = train(build(), {
      ...options,
      data: { train: train8, test: patches(8) },
      batch: 8,
      optimizer: { rate: 1e-9 },
    });
    await expect(finish(run)).rejects.toThrow(/the loss on patches 1 is NaN at step 1/);
  });
});

describe('a run that has learned nothing', () => {
  beforeAll(() => tf.setBackend(backends[0]!));
  const guessing = { measure: 'error', value: 0.75 } as const;
  const data = { train: patches(60), test: patches(40, { seed: 2 }) };
  const run = async (more: Partial<TrainOptions>, folder?: string) =>
    (await finish(train(small({ activation: () => new ReLU() }), { ...options, data, folder, ...more })))
      .result;

  it('finishes, and says that it is no better than guessing and what helps', async () => {
    const folder = join(parent, 'chance');
    const result = await run({ optimizer: { rate: 1e-12 }, epochs: 1, guessing }, folder);
    expect(result).toMatchObject({ status: 'finished', atChance: true });
    expect(result.message).toMatch(
      /^No better than guessing: the test error is \d+\.\d\d %, and guessing gives 75\.00 %\. Nothing was learned\. What helps: more epochs or images, .*he-gain or lsuv.* in place of ReLU\.$/,
    );
    expect(await readRun(folder)).toMatchObject({ status: 'finished', result });
  });

  it('is told by a loss, too', async () => {
    const byLoss = { measure: 'loss', value: Math.log(4) } as const;
    const { message } = await run({ optimizer: { rate: 1e-12 }, epochs: 1, guessing: byLoss });
    expect(message).toMatch(
      /^No better than guessing: the test loss is \d\.\d{4}, and guessing gives 1\.3863\./,
    );
  });

  it('is not said to have learned nothing if its training images show that it has', async () => {
    const optimizer = { rate: 0.05 };
    for (const more of [{ evaluateTrain: true, epochs: 6 }, { epochs: 10 }] as const) {
      // Too few images to tell anything.
      const few = { train: patches(60), test: patches(1, { seed: 2 }) };
      const { message } = await run({ data: few, optimizer, guessing, ...more });
      expect(message).toMatch(
        /\. The training error is better, \d+\.\d\d %, but this does not show on 1 test image\. What helps: more epochs or images\.$/,
      );
    }
  });

  it('is none where something was learned, or nobody knows what guessing gives', async () => {
    const learned = await run({ epochs: 10, optimizer: { rate: 0.05 }, guessing });
    expect(learned.final!.test!.error).toBeLessThan(0.5);
    const unknown = await run({ optimizer: { rate: 1e-12 }, epochs: 1 });
    for (const result of [learned, unknown]) {
      expect(result).not.toHaveProperty('atChance');
      expect(result).not.toHaveProperty('message');
    }
  });
});

describe('allAlike', () => {
  it('compares whole rows bit for bit', () => {
    expect(allAlike(Float32Array.of(1, 2, 1, 2, 1, 2), 3)).toBe(true);
    expect(allAlike(Float32Array.of(1, 2, 1, 2, 1, 2.0000002), 3)).toBe(false);
  });

  it('of a single image says whether no class is before another', () => {
    expect(allAlike(Float32Array.of(0, 0), 1)).toBe(true);
    expect(allAlike(Float32Array.of(0, 1e-30), 1)).toBe(false);
    expect(allAlike(Float32Array.of(0), 1)).toBe(false);
  });
});
