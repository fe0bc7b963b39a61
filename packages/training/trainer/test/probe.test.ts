import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBackends } from '@rectified/backend';
import { ReLU } from '@rectified/relu';
import { RReLU } from '@rectified/rrelu';
import { type ProbedLayer, type ProbeRecord, readRun } from '@rectified/run-folder';
import { closeTo } from '@rectified/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TrainOptions, train } from '../src/index.js';
import { finish, shortOptions, small, tf, tfl, weightsOf } from './small.js';

const backends = await loadBackends();
const options: TrainOptions = { ...shortOptions(), optimizer: { rate: 0.05, decay: 1e-3 } };

/** The records of a probe, by epoch. */
async function probed(model: tfl.LayersModel, more: Partial<TrainOptions> = {}): Promise<ProbeRecord[]> {
  const records: ProbeRecord[] = [];
  const onRecord: TrainOptions['onRecord'] = (record) => record.type === 'probe' && records.push(record);
  await finish(train(model, { ...options, probe: true, onRecord, ...more }));
  return records;
}

const layerOf = ({ layers }: ProbeRecord, name: string): ProbedLayer =>
  layers.find(({ layer }) => layer === name)!;

describe.each(backends)('a probe on %s', (backend) => {
  beforeAll(() => tf.setBackend(backend));
  afterAll(() => tf.setBackend(backends[0]!));

  it('sees what there is: shares, moments and the norm of the gradient', async () => {
    const model = small({ activation: () => new ReLU() });
    // One unit is 0 for every image, one for none.
    const kernel = model.getLayer('hidden').getWeights()[0]!;
    const bias = Array.from({ length: 16 }, (_, unit) => [-100, 100][unit] ?? 0);
    model.getLayer('hidden').setWeights([kernel, tf.tensor1d(bias)]);
    const x = tf.tensor4d(
      Float32Array.from(
        options.data.train.batch(Array.from({ length: 8 }, (_, i) => i)).pixels,
        (byte) => (byte - 121) / 64,
      ),
      [8, 6, 6, 3],
    );
    const before = (model.getLayer('hidden').apply(tf.reshape(x, [8, 108])) as tf.Tensor2D).arraySync();
    const inputs = before.flat();
    const share = (holds: (value: number) => boolean) => inputs.filter(holds).length / inputs.length;
    const mean = inputs.reduce((sum, value) => sum + value, 0) / inputs.length;
    const gradient = tf.tidy(() => {
      const { grads } = tf.variableGrads(() => {
        const oneHot = tf.oneHot(tf.tensor1d([0, 1, 2, 3, 0, 1, 2, 3], 'int32'), 4);
        return tf.losses.softmaxCrossEntropy(oneHot, model.apply(x) as tf.Tensor) as tf.Scalar;
      });
      const own = model
        .getLayer('hidden')
        .trainableWeights.map((weight) => grads[(weight.read() as tf.Variable).name]!);
      return Math.sqrt(own.reduce((sum, each) => sum + tf.sum(tf.square(each)).dataSync()[0]!, 0));
    });
    const [first] = await probed(model, { probe: 8 });
    expect(first).toMatchObject({ type: 'probe', epoch: 0, step: 0, images: 8 });
    expect(first!.layers.map(({ layer }) => layer)).toEqual(['hidden', 'act', 'logits']);
    const { zero, negative, dead, mean: seen, variance } = layerOf(first!, 'act');
    closeTo([zero!, negative!], [share((value) => value <= 0), share((value) => value < 0)], {
      absolute: 1e-6,
    });
    const alive = Array.from({ length: 16 }, (_, unit) => before.some((row) => row[unit]! > 0));
    expect(alive.slice(0, 2)).toEqual([false, true]);
    expect(dead).toBeCloseTo(alive.filter((one) => !one).length / 16, 6);
    closeTo([seen!], [mean], { relative: 1e-5 });
    closeTo([variance!], [inputs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / inputs.length], {
      relative: 1e-4,
    });
    closeTo([layerOf(first!, 'hidden').gradient!], [gradient], { relative: 1e-4 });
    expect(layerOf(first!, 'logits').zero).toBeUndefined();
  });

  it('changes no bit of the run, not even with noise and moving statistics', async () => {
    const build = () => {
      const model = small({ convolution: true });
      const normalized = tfl.layers.batchNormalization({ name: 'norm' }).apply(model.outputs[0]!);
      return tfl.model({ inputs: model.inputs, outputs: normalized as tfl.SymbolicTensor });
    };
    const [without, withProbe] = [build(), build()];
    const plain = await finish(train(without, options));
    const before = tf.memory().numTensors;
    const seen = await finish(train(withProbe, { ...options, probe: true }));
    expect(tf.memory().numTensors).toBe(before);
    expect(weightsOf(withProbe)).toEqual(weightsOf(without));
    expect(seen.yields.map(({ test }) => test)).toEqual(plain.yields.map(({ test }) => test));
  });
});

describe('a probe', () => {
  beforeAll(() => tf.setBackend(backends[0]!));
  let parent: string;
  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), 'probe-'));
  });
  afterAll(() => rm(parent, { recursive: true }));

  it('writes a line before the first step and after every epoch, the same in a run that was stopped', async () => {
    const probe = 7;
    const lines = async (folder: string) =>
      (await readFile(join(folder, 'metrics.jsonl'), 'utf8'))
        .split('\n')
        .filter((line) => line.includes('"type":"probe"'));
    const [whole, stopped] = [join(parent, 'whole'), join(parent, 'stopped')];
    await finish(train(small(), { ...options, folder: whole, probe }));
    const { records } = await readRun(whole);
    const epochs = records
      .filter((record) => record.type === 'probe')
      .map(({ epoch, step }) => [epoch, step]);
    expect(epochs).toEqual([
      [0, 0],
      [1, 3],
      [2, 6],
    ]);
    const stop = new AbortController();
    const onStep = ({ step }: { step: number }) => step === 4 && stop.abort();
    await finish(train(small(), { ...options, folder: stopped, probe, signal: stop.signal, onStep }));
    await finish(train(small(), { ...options, folder: stopped, probe, resume: true }));
    expect(await lines(stopped)).toEqual(await lines(whole));
    // Whether there is one decides nothing, so that a run may go on without.
    await finish(train(small(), { ...options, epochs: 3, folder: stopped, resume: true }));
    expect(await lines(stopped)).toHaveLength(3);
  });

  it('finds activations in models within the model, within layers, and of classes of their own', async () => {
    class Cubed extends tfl.layers.Layer {
      static readonly className = 'ProbeTestCubed';
      override call(inputs: tf.Tensor | tf.Tensor[]) {
        return tf.pow([inputs].flat()[0]!, 3);
      }
    }
    const inner = tfl.sequential({ name: 'inner' });
    inner.add(tfl.layers.dense({ name: 'fc1', units: 5, inputShape: [108], activation: 'relu' }));
    inner.add(new RReLU({ name: 'random' }));
    inner.add(tfl.layers.batchNormalization({ name: 'norm' }));
    inner.add(tfl.layers.activation({ name: 'tanh', activation: 'tanh' }));
    const model = tfl.sequential({
      layers: [
        tfl.layers.flatten({ name: 'flat', inputShape: [6, 6, 3] }),
        inner,
        new Cubed({ name: 'cubed' }),
        tfl.layers.dense({ name: 'logits', units: 4 }),
      ],
    });
    const [first] = await probed(model);
    const active = first!.layers.filter(({ zero }) => zero !== undefined).map(({ layer }) => layer);
    expect(active).toEqual(['fc1', 'random', 'tanh', 'cubed']);
    expect(first!.layers.map(({ layer }) => layer)).toEqual([
      'fc1',
      'random',
      'norm',
      'tanh',
      'cubed',
      'logits',
    ]);
    const { zero, negative } = layerOf(first!, 'fc1');
    expect(zero).toBeCloseTo(negative!, 6);
    expect(zero).toBeGreaterThan(0);
    // What a rectifier gives is never below 0.
    expect(layerOf(first!, 'random').negative).toBe(0);
  });

  it('refuses numbers of images that there are not', async () => {
    await expect(finish(train(small(), { ...options, probe: 0 }))).rejects.toThrow(
      /probe.*expected true, false or a number of images from 1/s,
    );
  });
});
