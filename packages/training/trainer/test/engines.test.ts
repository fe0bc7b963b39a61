import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseBackend } from '@rectified/backend';
import { batches, take } from '@rectified/dataset';
import { LeakyReLU } from '@rectified/leaky-relu';
import { nin } from '@rectified/nin';
import { PReLU } from '@rectified/prelu';
import { ReLU } from '@rectified/relu';
import { RReLU } from '@rectified/rrelu';
import { type MetricsRecord, readRun, type StepRecord } from '@rectified/run-folder';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { train as trainInBrowser } from '../src/browser.js';
import {
  DeadNetworkError,
  DivergedError,
  type EngineName,
  evaluate,
  type TrainOptions,
  train,
  type ViewBatch,
} from '../src/index.js';
import { finish, patches, small, tf, tfl, thoroughOptions, timeless, weightsOf } from './small.js';

// TensorFlow's own kernels: others are compared with them by the tests of @rectified/native.
beforeAll(() => chooseBackend({ backend: 'tfjs-node', kernels: 'plain' }));

const options = thoroughOptions();

let parent: string;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'trainer-engines-'));
});
afterAll(() => rm(parent, { recursive: true }));

/** Trains a new model; returns what is to be compared. */
async function trained(more: Partial<TrainOptions>, model = small({ convolution: true })) {
  const { yields, result } = await finish(train(model, { ...options, ...more }));
  const weights = weightsOf(model);
  model.dispose();
  return { weights, result, records: yields.map(timeless) };
}

/** By how much weights differ at most, and in the middle. */
function differences(one: Record<string, number[]>, other: Record<string, number[]>) {
  const all = Object.entries(one).flatMap(([name, values]) =>
    values.map((value, index) => Math.abs(value - other[name]![index]!)),
  );
  all.sort((a, b) => a - b);
  return { median: all[all.length >> 1]!, worst: all.at(-1)! };
}

describe('50 steps of NIN end with the weights of the eager engine', () => {
  const arms: Record<string, () => tfl.layers.Layer> = {
    ReLU: () => new ReLU(),
    'leaky ReLU 5.5': () => new LeakyReLU({ divisor: 5.5 }),
    'leaky ReLU 100': () => new LeakyReLU({ divisor: 100 }),
    PReLU: () => new PReLU(),
    RReLU: () => new RReLU(),
  };
  it.each(Object.entries(arms))('with %s', async (_, activation) => {
    const run = (engine: TrainOptions['engine']) =>
      trained(
        {
          data: { train: patches(40, { side: 16 }) },
          optimizer: { rate: 0.05, decay: 1e-3, groups: [{ match: 'conv9/*', rateFactor: 0.1 }] },
          ...{ epochs: 10, batch: 8, engine },
        },
        nin({ classes: 4, activation, seed: 2, width: 0.05, shape: [16, 16, 3] }),
      );
    const eager = await run('eager');
    const compiled = await run('compiled');
    expect(compiled.result.steps).toBe(50);
    const { median, worst } = differences(eager.weights, compiled.weights);
    // Steps that draw other noise, or take another order, end 1e-2 apart; another order of a sum 1e-7.
    expect(median).toBeLessThan(1e-7);
    expect(worst).toBeLessThan(1e-5);
  });
});

describe.each(['compiled', 'xla'] as const)('the engine %s', (engine) => {
  it('tells weights apart that were set to the same tensor', async () => {
    const twins = () => {
      const layer = (name: string, seed: number) =>
        tfl.layers.dense({
          ...{ name, units: 6, activation: 'tanh' },
          kernelInitializer: tfl.initializers.randomNormal({ stddev: 0.3, seed }),
        });
      const [a, b] = [layer('a', 2), layer('b', 3)];
      const model = tfl.sequential({
        layers: [
          tfl.layers.flatten({ inputShape: [6, 6, 3] }),
          ...[layer('first', 1), a, b],
          tfl.layers.dense({
            name: 'logits',
            units: 4,
            kernelInitializer: tfl.initializers.heNormal({ seed: 4 }),
          }),
        ],
      });
      b.setWeights(a.getWeights());
      return model;
    };
    const [eager, compiled] = [await trained({}, twins()), await trained({ engine }, twins())];
    expect(differences(eager.weights, compiled.weights).worst).toBeLessThan(1e-6);
  });

  it('follows a caller who sets weights between two epochs', async () => {
    const run = async (engine: EngineName) => {
      const model = small();
      for await (const { epoch } of train(model, { ...options, engine }))
        if (epoch === 1)
          tf.tidy(() => model.setWeights(model.getWeights().map((weight) => tf.mul(weight, 0.5))));
      return weightsOf(model);
    };
    const untouched = await trained({ engine }, small());
    const [eager, compiled] = [await run('eager'), await run(engine)];
    expect(differences(eager, compiled).worst).toBeLessThan(1e-6);
    expect(differences(untouched.weights, compiled).worst).toBeGreaterThan(0.01);
  });

  it('computes products in bfloat16, and weights in float32', async () => {
    const exact = await trained({ engine });
    const rounded = await trained({ engine, products: 'bfloat16' });
    const { median, worst } = differences(exact.weights, rounded.weights);
    // 2^-9 of gradients, in steps of a thousandth; weights that were rounded themselves would be 1e-3 away.
    expect(median).toBeGreaterThan(1e-7);
    expect(median).toBeLessThan(1e-4);
    expect(worst).toBeLessThan(1e-2);
  });

  it('trains as the eager one, with the same records and rates', async () => {
    const steps: Partial<Record<EngineName, MetricsRecord[]>> = { eager: [], [engine]: [] };
    const run = (engine: EngineName) =>
      trained({
        engine,
        onRecord: (record) => record.type === 'step' && steps[engine]!.push(record),
      });
    const eager = await run('eager');
    const { weights, records, result } = await run(engine);
    const close = ({ loss, ...record }: StepRecord) => ({
      ...record,
      loss: expect.closeTo(loss, 5),
    });
    expect(steps[engine]).toHaveLength(12);
    expect(steps[engine]).toEqual((steps.eager as StepRecord[]).map(close));
    expect(differences(eager.weights, weights).worst).toBeLessThan(1e-6);
    expect(records).toHaveLength(3);
    records.forEach(({ rate, step, running, test }, epoch) => {
      expect({ rate, step }).toEqual({ rate: eager.records[epoch]!.rate, step: eager.records[epoch]!.step });
      expect(running.loss).toBeCloseTo(eager.records[epoch]!.running.loss, 5);
      expect(test!.loss).toBeCloseTo(eager.records[epoch]!.test!.loss, 5);
    });
    expect(result).toMatchObject({ status: 'finished', steps: 12 });
  });

  it('measures what `evaluate` measures, on all images of a part and on no other', async () => {
    const test = patches(23, { seed: 9 });
    const data = { train: options.data.train, test };
    const model = small({ convolution: true });
    const seen: number[] = [];
    const run = train(model, {
      ...{ ...options, data, engine, epochs: 1, evaluateTrain: 19 },
      onEvaluate: ({ images, of }) => seen.push(images / of),
    });
    const { yields } = await finish(run);
    const { input, batch } = options;
    for (const [found, part] of [
      [yields[0]!.clean, take(data.train, 19)],
      [yields[0]!.test, test],
    ] as const) {
      const expected = await evaluate(model, part, { input, batch });
      expect(found!.error).toBe(expected.error);
      expect(found!.loss).toBeCloseTo(expected.loss, 5);
    }
    expect(seen.filter((share) => share === 1)).toHaveLength(2);
    expect(seen.length).toBeGreaterThan(2);
    model.dispose();
  });

  it('stopped within an epoch and resumed, it ends with the same bits, however many steps a call takes', async () => {
    // XLA takes seconds to compile a convolution.
    const model = () => small({ convolution: engine !== 'xla' });
    const [whole, folder] = [join(parent, `${engine}-whole`), join(parent, `${engine}-stopped`)];
    const { weights } = await trained({ engine, folder: whole }, model());
    let last: Awaited<ReturnType<typeof trained>> | undefined;
    for (const stopAfter of engine === 'xla' ? [7, 100] : [2, 7, 100]) {
      const stop = new AbortController();
      const onStep = ({ step }: { step: number }) => step >= stopAfter && stop.abort();
      const going = { engine, folder, signal: stop.signal, onStep, resume: true };
      last = await trained({ ...going, checkpointEvery: { steps: 3 } }, model());
    }
    const again = await readRun(folder);
    const once = await readRun(whole);
    expect(again.status).toBe('finished');
    expect(again.records.map((record) => timeless({ seconds: 0, waited: 0, ...record }))).toEqual(
      once.records.map((record) => timeless({ seconds: 0, waited: 0, ...record })),
    );
    expect(last!.weights).toEqual(weights);
    await expect(trained({ folder, resume: true }, model())).rejects.toThrow(/another software/);
  });
});

describe.each(['eager', 'compiled'] as const)('with the engine %s', (engine) => {
  it.each([
    ['frozen', false],
    ['unfrozen', true],
  ] as const)('a layer cannot be %s halfway', async (what, trainable) => {
    const model = small();
    const hidden = model.getLayer('hidden');
    hidden.trainable = !trainable;
    const run = async () => {
      for await (const _ of train(model, { ...options, engine })) hidden.trainable = trainable;
    };
    await expect(run()).rejects.toThrow(
      `layers of the model were ${what} during training: got hidden/kernel, hidden/bias`,
    );
  });
});

it('leaves no run behind if it does not take the network', async () => {
  class Peeking extends tfl.layers.Layer {
    static className = 'TestPeeking';
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      const x = [inputs].flat()[0]!;
      return tf.max(x).dataSync()[0]! > 1e9 ? tf.neg(x) : x;
    }
  }
  const folder = join(parent, 'refused');
  const peeking = () => small({ activation: () => new Peeking() });
  await expect(trained({ engine: 'compiled', folder }, peeking())).rejects.toThrow(
    /^the network cannot be compiled: .*reads a tensor.*Use the eager engine/s,
  );
  await trained({ engine: 'eager', folder, epochs: 1 }, peeking());
});

it('measures images of another shape no more than the eager engine does', async () => {
  const data = { train: options.data.train, test: patches(23, { side: 8 }) };
  for (const engine of ['eager', 'compiled'] as const)
    await expect(trained({ data, engine })).rejects.toThrow(/does not take these images/);
});

it('takes batches of a source, whatever makes them', async () => {
  const source: TrainOptions['source'] = async function* (request) {
    for (const { pixels, ...batch } of batches(options.data.train, request))
      yield { ...batch, pixels: Float32Array.from(pixels, (byte) => 255 - byte) };
  };
  const eager = await trained({ source });
  const compiled = await trained({ source, engine: 'compiled' });
  expect(differences(eager.weights, compiled.weights).worst).toBeLessThan(1e-6);

  const cut: TrainOptions['source'] = function* (request) {
    for (const batch of batches(options.data.train, request)) {
      const shape: ViewBatch['shape'] = [7, 6, 6, 3];
      yield { pixels: batch.pixels.slice(0, 7 * 108), labels: batch.labels.slice(0, 7), shape };
    }
  };
  await expect(trained({ source: cut, engine: 'compiled' })).rejects.toThrow(
    /batch for the compiled engine.*\[16 or 12, 6, 6, 3\].*\[7, 6, 6, 3\]/s,
  );
});

it('scales bytes to the same numbers where float32 would not', async () => {
  const input = { shift: 113.7, scale: 1 / 61.3 };
  const eager = await trained({ input });
  const compiled = await trained({ input, engine: 'compiled' });
  expect(differences(eager.weights, compiled.weights).worst).toBeLessThan(1e-6);
});

describe('training that has failed ends at the same step as in the eager engine', () => {
  async function failed(model: () => tfl.LayersModel, more: Partial<TrainOptions>) {
    const run = (engine: TrainOptions['engine']) =>
      trained({ ...more, engine, epochs: 10, folder: join(parent, `failed-${engine}`) }, model()).then(
        () => undefined,
        (error: unknown) => error,
      );
    const errors = {} as Record<EngineName, DivergedError>;
    for (const engine of ['eager', 'compiled', 'xla'] as const) {
      errors[engine] = (await run(engine)) as DivergedError;
      await rm(join(parent, `failed-${engine}`), { recursive: true });
    }
    return errors;
  }

  it('where it diverges', async () => {
    const { eager, compiled, xla } = await failed(small, { optimizer: { rate: 1e15 } });
    for (const error of [compiled, xla]) {
      expect(error).toBeInstanceOf(DivergedError);
      expect(error.message).toBe(eager.message);
    }
  });

  it('where the network dies', async () => {
    const dying = () =>
      tfl.sequential({
        layers: [
          tfl.layers.flatten({ inputShape: [6, 6, 3] }),
          tfl.layers.dense({
            name: 'logits',
            units: 4,
            kernelInitializer: tfl.initializers.randomNormal({ stddev: 0.05, seed: 1 }),
            biasInitializer: tfl.initializers.constant({ value: -9 }),
          }),
          new ReLU(),
        ],
      });
    const { eager, compiled, xla } = await failed(dying, { optimizer: { rate: 0.01 } });
    for (const error of [compiled, xla]) {
      expect(error).toBeInstanceOf(DeadNetworkError);
      expect(error.message).toBe(eager.message);
    }
  });
});

it('needs tfjs-node', async () => {
  const page = trainInBrowser(small(), { ...options, engine: 'compiled' });
  await expect(page.next()).rejects.toThrow(/engine "compiled" without tfjs-node/);
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  const folder = join(parent, 'cpu');
  await expect(trained({ engine: 'compiled', folder })).rejects.toThrow(/the backend of tfjs-node/);
  expect(existsSync(folder)).toBe(false);
  await tf.setBackend('tensorflow');
  await expect(trained({ engine: 'fast' as 'xla' })).rejects.toThrow(/eager/);
});
