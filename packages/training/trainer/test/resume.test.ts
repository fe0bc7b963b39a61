import { writeFileSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBackends } from '@rectified/backend';
import type { Dataset } from '@rectified/dataset';
import { InputError } from '@rectified/errors';
import { LeakyReLU } from '@rectified/leaky-relu';
import { createRun, readRun } from '@rectified/run-folder';
import { seal } from '@rectified/system';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linearDecay, loadModel, predict, type TrainOptions, train } from '../src/index.js';
import { finish, patches, small, tf, tfl, thoroughOptions, timeless, weightsOf } from './small.js';

const backends = await loadBackends();
const options = thoroughOptions();
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

describe.each(
  backends.flatMap((backend) => [
    { backend, name: 'a rate by factors', rate: options.optimizer.rate },
    { backend, name: 'a warm-up and linear decay', rate: linearDecay(0.02, { warmup: { ratio: 0.3 } }) },
  ]),
)('a run with $name resumed on $backend', ({ backend, rate }) => {
  beforeAll(() => tf.setBackend(backend));
  const optimizer = { ...options.optimizer, rate };

  it('ends with the same weights and records as one that was never stopped, wherever it was stopped', async () => {
    const whole = newFolder();
    const { weights } = await attempt({ folder: whole, optimizer });
    const expected = await recordsIn(whole);
    expect(expected.records.filter(({ type }) => type === 'step')).toHaveLength(steps);
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: steps }), { minLength: 1, maxLength: 4 }),
        async (stops) => {
          const folder = newFolder();
          for (const stop of stops.sort((a, b) => a - b)) {
            const { result } = await attempt({ folder, optimizer, resume: true }, stop);
            expect(result).toMatchObject({
              status: stop === steps ? 'interrupted' : 'interrupted',
              steps: stop,
            });
            expect((await readRun(folder)).status).toBe('interrupted');
          }
          const resumed = await attempt({ folder, optimizer, resume: true });
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

  it('describes itself anew after one that was killed before it saved anything', async () => {
    const [folder, other] = [newFolder(), newFolder()];
    await attempt({ folder: other, epochs: 1, batch: 10 });
    // As it is before the first checkpoint.
    await createRun(folder, { ...(await readRun(other)).description, begun: undefined });
    await attempt({ folder, epochs: 1 });
    expect((await readRun(folder)).description.config).toMatchObject({ batch: 16 });
  });

  it('is not begun anew where there is a run', async () => {
    const folder = newFolder();
    await attempt({ folder, epochs: 1 });
    expect(await refusal({ folder })).toMatch(
      /there is already a run in this folder. Resume it .*or choose another folder/,
    );
  });

  it('is resumed with the same settings and model only', async () => {
    const folder = newFolder();
    await attempt({ folder, epochs: 1 });
    const other = (more: Partial<TrainOptions>) => refusal({ folder, resume: true, ...more });
    expect(await other({ batch: 10 })).toMatch(
      /started with another batch: expected 16, got 10. Resume with the same settings/,
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
      /model\.json: the model is not the one the run was started with: .*Build the model as the run did/,
    );
    expect((await readRun(folder)).status).toBe('finished');
  });

  it('is resumed with the same images, activation and software only, whatever their names and numbers', async () => {
    const folder = newFolder();
    await attempt({ folder, epochs: 1 });
    const other = (more: Partial<TrainOptions>) => refusal({ folder, resume: true, ...more });
    const disguised = (data: Dataset, name: string) => ({ ...data, name });
    const { train: images, test } = options.data;
    expect(await other({ data: { train: disguised(patches(60, { seed: 3 }), images.name), test } })).toMatch(
      /another data: expected .*"sha256":".*got .*"sha256":"/,
    );
    expect(
      await other({ data: { train: images, test: disguised(patches(24, { seed: 3 }), test!.name) } }),
    ).toMatch(/another test: expected .*"sha256":".*got .*"sha256":"/);
    expect(await other({ data: { train: images } })).toMatch(/another test: expected .*got none/);
    const leaky = small({ convolution: backends[0] !== 'cpu', activation: () => new LeakyReLU() });
    await expect(finish(train(leaky, { ...options, folder, resume: true }))).rejects.toThrow(
      /not the one the run was started with: expected .*RReLU.*got .*LeakyReLU/,
    );
    // What does not decide the result may differ.
    const again = { folder, epochs: 1, recordEvery: 2, checkpointEvery: { steps: 1 }, resume: true };
    expect((await attempt(again)).result.status).toBe('finished');
  });

  it('takes more epochs, not fewer', async () => {
    const folder = newFolder();
    await attempt({ folder, epochs: 2 });
    expect(await refusal({ folder, epochs: 1, resume: true })).toMatch(
      /started for more epochs: expected at least 2, got 1/,
    );
    await attempt({ folder, epochs: 3, resume: true });
    expect((await readRun(folder)).description.config.epochs).toBe(3);
    expect(await refusal({ folder, epochs: 2, resume: true })).toMatch(/expected at least 3, got 2/);
  });

  it('takes no more epochs where the rate depends on how many there are', async () => {
    const folder = newFolder();
    const optimizer = { rate: linearDecay(0.02) };
    await attempt({ folder, optimizer, epochs: 2 });
    expect(await refusal({ folder, optimizer, epochs: 3, resume: true })).toMatch(
      /started with another epochs: expected 2, got 3/,
    );
    expect((await readRun(folder)).description.config.epochs).toBe(2);
  });

  it('with a damaged file is refused, says which, and stays as it is', async () => {
    const folder = newFolder();
    await attempt({ folder, epochs: 1 });
    const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile() && !/previous|claim/.test(`${entry.parentPath}/${entry.name}`))
      .map((entry) => join(entry.parentPath, entry.name));
    expect(files.length).toBeGreaterThan(8);
    for (const file of files) {
      const before = await readFile(file);
      const flipped = Buffer.from(before);
      flipped[before.length >> 1]! ^= 4;
      const damages = { flipped, zeroed: Buffer.alloc(before.length), emptied: Buffer.alloc(0) };
      for (const [name, bytes] of Object.entries(damages)) {
        await writeFile(file, bytes);
        expect(await refusal({ folder, resume: true }), name).toContain(file);
        expect(await readFile(file), name).toEqual(bytes);
      }
      await rm(file);
      if (!file.endsWith('result.json')) expect(await refusal({ folder, resume: true })).toContain(file);
      await writeFile(file, before);
    }
    expect((await attempt({ folder, resume: true })).weights).toEqual((await attempt({})).weights);
  });

  it('without its checkpoint is refused, not begun anew', async () => {
    const folder = newFolder();
    await attempt({ folder, epochs: 2 });
    const kept = await readFile(join(folder, 'metrics.jsonl'));
    await rm(join(folder, 'checkpoint'), { recursive: true });
    expect(await refusal({ folder, epochs: 2, resume: true })).toMatch(
      /checkpoint: damaged: it is missing, although there is a metrics\.jsonl\. Continue training from the checkpoint before/,
    );
    await rm(join(folder, 'checkpoint.previous'), { recursive: true });
    expect(await refusal({ folder, epochs: 2, resume: true })).toMatch(
      /checkpoint: damaged: it is missing.* Restore it from a copy, or start the run over/,
    );
    expect(await readFile(join(folder, 'metrics.jsonl'))).toEqual(kept);
  });

  it('with a damaged checkpoint goes on from the one before where it is told to', async () => {
    const folder = newFolder();
    await attempt({ folder, epochs: 2 });
    await truncate(join(folder, 'checkpoint', 'weights.bin'), 100);
    const { yields, weights } = await attempt({ folder, resume: 'previous' });
    expect(yields.map(({ epoch }) => epoch)).toEqual([2, 3]);
    expect(weights).toEqual((await attempt({})).weights);
    // Where nothing is damaged there is nothing to go back from.
    expect((await attempt({ folder, resume: 'previous' })).yields).toEqual([]);
  });

  it('that another process takes over is written no more', async () => {
    const folder = newFolder();
    const model = small({ convolution: backends[0] !== 'cpu' });
    const onStep = ({ step }: { step: number }) => {
      // As after a time in which this process was cut off from a shared folder.
      if (step === 3)
        writeFileSync(join(folder, 'claim.2.json'), JSON.stringify({ pid: 1, host: 'elsewhere' }));
    };
    const run = finish(train(model, { ...options, folder, onStep }));
    await expect(run).rejects.toThrow(/another process has taken over this run/);
    expect((await readRun(folder)).records).toHaveLength(3);
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
      message: `Stopped after step 4 of 12 (epoch 1 of 3) and saved in ${folder}`,
    });
    const resumed = await attempt({ folder, resume: true });
    expect(resumed.yields.map(({ epoch, images }) => [epoch, images])).toEqual([
      [1, 60],
      [2, 60],
      [3, 60],
    ]);
    expect(resumed.weights).toEqual((await attempt({})).weights);
    expect((await attempt({}, 2)).result.message).toMatch(/nothing was saved, because no folder was given/);
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
    const copy = join(parent, 'copy');
    await cp(join(folder, 'checkpoint'), copy, { recursive: true });
    const file = join(copy, 'model.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('RectifiedRReLU', 'SomebodysReLU'));
    await seal(copy);
    await expect(loadModel(copy)).rejects.toThrow(/cannot be built: .*SomebodysReLU.*import the package/s);
    const weights = join(copy, 'weights.bin');
    await writeFile(weights, (await readFile(weights)).fill(255)); // NaN as float32
    await expect(loadModel(copy)).rejects.toThrow(/weights\.bin: damaged: it differs from what was written/);
    await seal(copy);
    await expect(loadModel(copy)).rejects.toThrow('"hidden/kernel" is not finite');
    await truncate(weights, 100);
    await seal(copy);
    await expect(loadModel(copy)).rejects.toThrow(/weights\.bin: damaged: expected \d+ bytes, got 100 bytes/);
  });
});
