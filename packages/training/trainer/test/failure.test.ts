import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBackends } from '@rectified/backend';
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
    expect(message).toMatch(
      /last 10 steps \(to step 10\).*loss is 1\.3863, where guessing gives ln 4 = 1\.3863/,
    );
    expect(message).toMatch(/deviation 0\.05 and a tenth of the rate/);
    expect(await readRun(folder)).toMatchObject({
      status: 'dead',
      result: { message, steps: 10, epochs: 1 },
    });
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

describe('allAlike', () => {
  it('compares whole rows bit for bit', () => {
    expect(allAlike(Float32Array.of(1, 2, 1, 2, 1, 2), 3)).toBe(true);
    expect(allAlike(Float32Array.of(1, 2, 1, 2, 1, 2.0000002), 3)).toBe(false);
    expect(allAlike(Float32Array.of(0, 0), 1)).toBe(false);
  });
});
