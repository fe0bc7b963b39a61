import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBackends } from '@rectified/backend';
import { InputError } from '@rectified/errors';
import { createRun, readRun } from '@rectified/run-folder';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadModel, predict, type TrainOptions, train } from '../src/index.js';
import { finish, patches, small, tf, tfl, timeless, weightsOf } from './small.js';

const backends = await loadBackends();
const options: TrainOptions = {
  data: { train: patches(60), test: patches(24, { seed: 2 }) },
  optimizer: {
    rate: { start: 0.02, factor: 0.7, everyUpdates: 3 },
    decay: 1e-3,
    clip: { norm: 1 },
    groups: [{ match: 'logits/*', rateFactor: 0.5 }],
  },
  epochs: 3,
  batch: 16,
  seed: 1,
  recordEvery: 1,
  checkpointEvery: { seconds: 1e9 },
};
const steps = 12;

let parent: string;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'trainer-'));
});
afterAll(() => rm(parent, { recursive: true }));
let folders = 0;
const newFolder = () => join(parent, String(folders++));

/** Trains with a model made anew, until the end or until after the step `stopAfter`. */
async function attempt(more: Partial<TrainOptions>, stopAfter = Number.POSITIVE_INFINITY) {
  const convolution = tf.getBackend() !== 'cpu';
  const model = small({ convolution });
  const stop = new AbortController();
  const onStep = ({ step }: { step: number }) => step >= stopAfter && stop.abort();
  const { yields, result } = await finish(train(model, { ...options, ...more, signal: stop.signal, onStep }));
  const weights = weightsOf(model);
  model.dispose();
  return { yields, result, weights };
}

/** What a run folder says, but for times. */
async function recordsIn(folder: string) {
  const { records, result, status } = await readRun(folder);
  return {
    status,
    best: result!.best!.epoch,
    records: records.map((record) => timeless({ seconds: 0, waited: 0, ...record })),
  };
}

describe.each(backends)('a run resumed on %s', (backend) => {
  beforeAll(() => tf.setBackend(backend));

  it('ends with the same weights and records as one that was never stopped, wherever it was stopped', async () => {
    const whole = newFolder();
    const { weights } = await attempt({ folder: whole });
    const expected = await recordsIn(whole);
    expect(expected.records.filter(({ type }) => type === 'step')).toHaveLength(steps);
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: steps }), { minLength: 1, maxLength: 4 }),
        async (stops) => {
          const folder = newFolder();
          for (const stop of stops.sort((a, b) => a - b)) {
            const { result } = await attempt({ folder, resume: true }, stop);
            expect(result).toMatchObject({
              status: stop === steps ? 'interrupted' : 'interrupted',
              steps: stop,
            });
            expect((await readRun(folder)).status).toBe('interrupted');
          }
          const resumed = await attempt({ folder, resume: true });
          expect(resumed.result).toMatchObject({ status: 'finished', steps, epochs: 3 });
          expect(resumed.weights).toEqual(weights);
          expect(await recordsIn(folder)).toEqual(expected);
        },
      ),
      { numRuns: 3 },
    );
  });
});

describe('a run folder', () => {
  beforeAll(() => tf.setBackend(backends[0]!));
  /** The message of the InputError that training ends with. */
  const refusal = async (more: Partial<TrainOptions>) => {
    const error = await attempt(more).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  };

  it('of a finished run has nothing to resume, and goes on with more epochs', async () => {
    const folder = newFolder();
    const first = await attempt({ folder, epochs: 2 });
    const again = await attempt({ folder, epochs: 2, resume: true });
    expect(again.yields).toEqual([]);
    expect({ ...again.result, peakMemory: 0 }).toEqual({ ...first.result, peakMemory: 0 });
    const more = await attempt({ folder, epochs: 3, resume: true });
    expect(more.yields.map(({ epoch }) => epoch)).toEqual([3]);
    expect(more.weights).toEqual((await attempt({})).weights);
  });

  it('describes the run by itself where nobody has, and leaves what somebody wrote', async () => {
    const folder = newFolder();
    await attempt({ folder, epochs: 1 });
    const { description } = await readRun(folder);
    expect(description).toMatchObject({
      config: { batch: 16, seed: 1, epochs: 1 },
      backend: { name: backends[0] },
    });
    const written = newFolder();
    await createRun(written, { ...description, config: { mine: true } });
    await attempt({ folder: written, epochs: 1 });
    expect((await readRun(written)).description.config).toEqual({ mine: true });
  });

  it('is not begun anew where there is a run', async () => {
    const folder = newFolder();
    await attempt({ folder, epochs: 1 });
    expect(await refusal({ folder })).toMatch(
      /there is a run in this folder. Resume it .*or choose another folder/,
    );
  });

  it('is resumed with the same settings and model only', async () => {
    const folder = newFolder();
    await attempt({ folder, epochs: 1 });
    const other = (more: Partial<TrainOptions>) => refusal({ folder, resume: true, ...more });
    expect(await other({ batch: 10 })).toMatch(
      /begun with another batch: expected 16, got 10. Resume with the same settings/,
    );
    expect(await other({ seed: 2 })).toMatch(/another seed: expected 1, got 2/);
    expect(await other({ optimizer: { rate: 0.1 } })).toMatch(
      /another optimizer: expected .*"everyUpdates":3/,
    );
    expect(await other({ data: { train: patches(61) } })).toMatch(
      /another data: expected .*"size":60.*got .*"size":61/,
    );
    const wide = tfl.sequential({
      layers: [tfl.layers.flatten({ inputShape: [6, 6, 3] }), tfl.layers.dense({ name: 'logits', units: 4 })],
    });
    const run = finish(train(wide, { ...options, folder, resume: true }));
    await expect(run).rejects.toThrow(
      /"hidden\/kernel" does not fit the model: expected no such variable.*Build the model as the run did/,
    );
    expect((await readRun(folder)).status).toBe('finished');
  });

  it('with a damaged checkpoint is refused, and says which file', async () => {
    const damage = async (name: string, change: (file: string) => Promise<void>) => {
      const folder = newFolder();
      await attempt({ folder, epochs: 1 });
      await change(join(folder, 'checkpoint', name));
      return refusal({ folder, resume: true });
    };
    expect(await damage('weights.bin', (file) => truncate(file, 100))).toMatch(
      /weights\.bin: damaged: expected \d+ bytes, got 100 bytes/,
    );
    expect(await damage('momentum.bin', (file) => truncate(file, 0))).toMatch(/momentum\.bin: damaged/);
    expect(await damage('weights.bin', (file) => rm(file))).toMatch(
      /weights\.bin: cannot be read: got ENOENT/,
    );
    expect(await damage('trainer.json', (file) => rm(file))).toMatch(
      /not a checkpoint of @rectified\/trainer/,
    );
    expect(await damage('trainer.json', (file) => writeFile(file, '{"format":'))).toMatch(
      /trainer\.json: broken JSON/,
    );
    expect(await damage('trainer.json', (file) => writeFile(file, '{"format":2}'))).toMatch(
      /expected format 1, got format 2/,
    );
    const renamed = async (file: string) =>
      writeFile(file, (await readFile(file, 'utf8')).replaceAll('logits/bias', 'logits/bios'));
    expect(await damage('model.json', renamed)).toMatch(/weights\.bin: has no "logits\/bias"/);
  });

  it('says how to go on after an interruption, also during an evaluation', async () => {
    const folder = newFolder();
    const stop = new AbortController();
    const model = small({ convolution: backends[0] !== 'cpu' });
    const run = train(model, { ...options, folder, signal: stop.signal, onEvaluate: () => stop.abort() });
    const { yields, result } = await finish(run);
    expect(yields).toEqual([]);
    expect(result).toMatchObject({
      status: 'interrupted',
      epochs: 0,
      steps: 4,
      message: `Stopped after step 4 of 12 (epoch 1 of 3) and saved in ${folder}. To go on, resume it with the same settings`,
    });
    const resumed = await attempt({ folder, resume: true });
    expect(resumed.yields.map(({ epoch, images }) => [epoch, images])).toEqual([
      [1, 60],
      [2, 60],
      [3, 60],
    ]);
    expect(resumed.weights).toEqual((await attempt({})).weights);
    expect((await attempt({}, 2)).result.message).toMatch(/nothing was saved, since no folder was given/);
  });

  it('is saved every so many steps, or seconds', async () => {
    for (const checkpointEvery of [{ steps: 3 }, { seconds: 0 }]) {
      const folder = newFolder();
      const saved: number[] = [];
      const note = async () =>
        JSON.parse(await readFile(join(folder, 'checkpoint', 'trainer.json'), 'utf8')).state.step as number;
      const model = small();
      const reads: Promise<unknown>[] = [];
      const onStep = () =>
        reads.push(
          note().then(
            (step) => saved.push(step),
            () => saved.push(0),
          ),
        );
      await finish(
        train(model, {
          ...options,
          data: { train: options.data.train },
          folder,
          checkpointEvery,
          epochs: 2,
          onStep,
        }),
      );
      await Promise.all(reads);
      expect(saved.sort((a, b) => a - b)).toEqual(
        'steps' in checkpointEvery ? [0, 0, 0, 3, 4, 4, 6, 6] : [0, 1, 2, 3, 4, 5, 6, 7],
      );
    }
  });

  it('keeps a constraint from being applied once more on resuming', async () => {
    const build = () => {
      const kernelConstraint = tfl.constraints.maxNorm({ maxValue: 0.7, axis: 0 });
      const dense = tfl.layers.dense({
        name: 'logits',
        units: 4,
        kernelConstraint,
        kernelInitializer: tfl.initializers.randomNormal({ seed: 1 }),
      });
      return tfl.sequential({ layers: [tfl.layers.flatten({ inputShape: [6, 6, 3] }), dense] });
    };
    const [whole, first, second] = [build(), build(), build()];
    const folder = newFolder();
    await finish(train(whole, options));
    await finish(train(first, { ...options, epochs: 1, folder }));
    await finish(train(second, { ...options, folder, resume: true }));
    expect(weightsOf(second)).toEqual(weightsOf(whole));
  });
});

describe('loadModel', () => {
  beforeAll(() => tf.setBackend(backends[0]!));

  it('opens the model of a run or of its checkpoint folder, without the trainer', async () => {
    const folder = newFolder();
    const model = small();
    await finish(train(model, { ...options, folder, epochs: 1 }));
    const expected = await predict(model, options.data.train);
    for (const where of [folder, join(folder, 'checkpoint')]) {
      const loaded = await loadModel(where);
      expect(await predict(loaded, options.data.train)).toEqual(expected);
    }
  });

  it.skipIf(!backends.includes('tensorflow'))('writes what tfjs-node opens by itself', async () => {
    const folder = newFolder();
    const model = small();
    await finish(train(model, { ...options, folder, epochs: 1 }));
    const loaded = await tfl.loadLayersModel(`file://${join(folder, 'checkpoint', 'model.json')}`);
    expect(weightsOf(loaded)).toEqual(weightsOf(model));
  });

  it('says what is missing', async () => {
    const folder = newFolder();
    await expect(loadModel(folder)).rejects.toThrow(
      /no such folder: expected the folder of a run that has saved/,
    );
    await expect(loadModel(parent)).rejects.toThrow(/no checkpoint here/);
    await finish(train(small(), { ...options, folder, epochs: 1 }));
    const file = join(folder, 'checkpoint', 'model.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('RectifiedRReLU', 'SomebodysReLU'));
    await expect(loadModel(folder)).rejects.toThrow(/cannot be built: .*SomebodysReLU.*Import the package/s);
    const weights = join(folder, 'checkpoint', 'weights.bin');
    await writeFile(weights, (await readFile(weights)).fill(255)); // NaN as float32
    await expect(loadModel(folder)).rejects.toThrow('"hidden/kernel" is not finite');
    await truncate(weights, 100);
    await expect(loadModel(folder)).rejects.toThrow(
      /weights\.bin: damaged: expected \d+ bytes, got 100 bytes/,
    );
  });
});
