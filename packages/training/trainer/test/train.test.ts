import { loadBackends } from '@rectified/backend';
import { type Batch, batches, type Dataset, epochOrder } from '@rectified/dataset';
import { InputError } from '@rectified/errors';
import { classification } from '@rectified/metrics';
import { ReLU } from '@rectified/relu';
import { closeTo } from '@rectified/testing';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type EpochRequest,
  evaluate,
  predict,
  type StepProgress,
  type TrainOptions,
  train,
  type ViewBatch,
} from '../src/index.js';
import { finish, patches, small, tf, tfl, timeless, weightsOf } from './small.js';

const backends = await loadBackends();
const options: TrainOptions = {
  data: { train: patches(60), test: patches(24, { seed: 2 }) },
  optimizer: { rate: 0.02, decay: 1e-3 },
  epochs: 3,
  batch: 16,
  seed: 1,
};
const perEpoch = 4;

describe.each(backends)('train on %s', (backend) => {
  beforeAll(() => tf.setBackend(backend));
  afterEach(() => tf.disposeVariables());

  it('learns, and says so', async () => {
    const { yields, result } = await finish(train(small(), options));
    expect(yields.map(({ epoch, step, images }) => [epoch, step, images])).toEqual([
      [1, 4, 60],
      [2, 8, 60],
      [3, 12, 60],
    ]);
    expect(yields.at(-1)!.test!.error).toBeLessThan(0.1);
    expect(yields.at(-1)!.running.loss).toBeLessThan(yields[0]!.running.loss / 1.2);
    expect(result).toMatchObject({ status: 'finished', epochs: 3, steps: 12, final: yields[2] });
    expect(result.best).toBe(
      yields.find(({ test }) => test!.error === Math.min(...yields.map((one) => one.test!.error))),
    );
    expect(result.peakMemory).toBeGreaterThan(1e6);
    expect(result.seconds).toBeGreaterThan(0);
    closeTo([result.imagesPerSecond], [180 / result.seconds]);
    expect(result.waiting).toBeGreaterThan(0);
    expect(result.waiting).toBeLessThan(1);
  });

  it('does the same twice with one seed, another thing with another', async () => {
    const runs = await Promise.all(
      [1, 1, 2].map(async (seed) => {
        const model = small();
        const { yields } = await finish(train(model, { ...options, seed }));
        return { weights: weightsOf(model), records: yields.map(timeless) };
      }),
    );
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]!.weights).not.toEqual(runs[0]!.weights);
  });

  it('leaves no tensors, step by step', async () => {
    const model = small();
    const counts: number[] = [];
    const before = tf.memory().numTensors;
    const run = train(model, {
      ...options,
      evaluateTrain: true,
      onStep: () => counts.push(tf.memory().numTensors),
    });
    await finish(run);
    expect(tf.memory().numTensors).toBe(before);
    expect(new Set(counts).size).toBe(1);
  });

  it('moves by the gradient of the mean cross-entropy: one step of a linear model in closed form', async () => {
    const layers = [
      tfl.layers.flatten({ inputShape: [6, 6, 3] }),
      tfl.layers.dense({ name: 'logits', units: 4, kernelInitializer: 'zeros' }),
    ];
    const model = tfl.sequential({ layers });
    const data = patches(8);
    await finish(
      train(model, { ...options, data: { train: data }, batch: 8, epochs: 1, optimizer: { rate: 0.1 } }),
    );
    // All logits are 0, so softmax is 1/4: dW = mean of x (1/4 - label), db = mean of (1/4 - label) = 0.
    const kernel = Array.from({ length: 108 }, (_, pixel) =>
      [0, 1, 2, 3].map((label) => {
        const terms = Array.from({ length: 8 }, (_, image) => {
          const x = (data.get(image).pixels[pixel]! - 121) / 64;
          return (x * (0.25 - Number(data.get(image).label === label))) / 8;
        });
        return -0.1 * terms.reduce((sum, term) => sum + term, 0);
      }),
    ).flat();
    closeTo(weightsOf(model)['logits/kernel']!, kernel, { absolute: 1e-7, relative: 1e-4 });
    closeTo(weightsOf(model)['logits/bias']!, [0, 0, 0, 0]);
  });
});

describe('train', () => {
  beforeAll(() => tf.setBackend(backends[0]!));
  afterEach(() => tf.disposeVariables());

  it('takes the images in the order of seed and epoch, whatever the activation', async () => {
    const seen = async (activation?: () => tfl.layers.Layer) => {
      const batched: number[][] = [];
      const data: Dataset = {
        ...options.data.train,
        batch: (indices) => {
          batched.push(Array.from(indices));
          return options.data.train.batch(indices);
        },
      };
      await finish(train(small({ activation }), { ...options, data: { train: data }, epochs: 2, seed: 7 }));
      // Those of the steps: others are looked at before the first and after an epoch.
      return batched.filter(({ length }) => length > 4 && length <= options.batch).flat();
    };
    const expected = [1, 2].flatMap((epoch) => [...epochOrder(60, { seed: 7, epoch })]);
    expect(await seen()).toEqual(expected);
    expect(await seen(() => new ReLU())).toEqual(expected);
  });

  it('measures running in training mode, clean and test in test mode', async () => {
    const model = small();
    const still = { ...options, optimizer: { rate: 1e-30, momentum: 0 } };
    const { yields } = await finish(train(model, { ...still, epochs: 1, evaluateTrain: 20 }));
    const { running, clean, test } = yields[0]!;
    const outcome = classification({ classes: 4 });
    outcome.add(
      (await predict(model, options.data.train)).logits.subarray(0, 80),
      Array.from({ length: 20 }, (_, i) => i % 4),
    );
    closeTo([clean!.loss, clean!.error], [outcome.value().loss, outcome.value().error]);
    const { loss, error } = await evaluate(model, options.data.test!);
    closeTo([test!.loss, test!.error], [loss, error]);
    const all = await evaluate(model, options.data.train);
    expect(running.loss).not.toBe(all.loss); // RReLU draws its slopes.
    closeTo([running.loss], [all.loss], { relative: 0.2 });
  });

  it('measures on all training images, on none, on no test images, as asked', async () => {
    const record = async (more: Partial<TrainOptions>) =>
      (await finish(train(small(), { ...options, epochs: 1, ...more }))).yields[0]!;
    const all = await record({ evaluateTrain: true });
    expect(await record({ evaluateTrain: 1000 }).then(({ clean }) => clean)).toEqual(all.clean);
    const none = await record({ data: { train: options.data.train } });
    expect(none).not.toHaveProperty('clean');
    expect(none).not.toHaveProperty('test');
  });

  it('measures after every so many epochs, and after the last', async () => {
    const measured = async (evaluateEvery: number) => {
      const { yields } = await finish(
        train(small(), { ...options, epochs: 5, evaluateTrain: 20, evaluateEvery }),
      );
      expect(yields.map(({ clean }) => clean !== undefined)).toEqual(
        yields.map(({ test }) => test !== undefined),
      );
      return yields.filter(({ test }) => test !== undefined);
    };
    const all = await measured(1);
    expect(all.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5]);
    const some = await measured(2);
    expect(some.map(({ epoch }) => epoch)).toEqual([2, 4, 5]);
    // Measuring changes nothing.
    expect(some.at(-1)!.test).toEqual(all.at(-1)!.test);
    await expect(measured(0)).rejects.toThrow(
      /evaluateEvery of train: expected a whole number from 1, got 0/,
    );
  });

  it('tells after every step where it is', async () => {
    const progress: StepProgress[] = [];
    const evaluated: number[] = [];
    const optimizer = { rate: { start: 0.02, factor: 0.5, everyUpdates: 3 } };
    await finish(
      train(small(), {
        ...options,
        optimizer,
        epochs: 2,
        onStep: (one) => progress.push(one),
        onEvaluate: ({ images, of }) => evaluated.push(images, of),
      }),
    );
    expect(progress.map(({ step, epoch, images, rate }) => [step, epoch, images, rate])).toEqual([
      [1, 1, 16, 0.02],
      [2, 1, 32, 0.02],
      [3, 1, 48, 0.02],
      [4, 1, 60, 0.01],
      [5, 2, 16, 0.01],
      [6, 2, 32, 0.01],
      [7, 2, 48, 0.005],
      [8, 2, 60, 0.005],
    ]);
    for (const one of progress) {
      expect(one.steps).toBe(8);
      expect(one.imagesPerSecond).toBeGreaterThan(0);
      expect(one.loss).toBeGreaterThan(0);
    }
    expect(evaluated).toEqual([16, 24, 24, 24, 16, 24, 24, 24]);
  });

  it('takes batches from another source, also an asynchronous one, and the same as from its own', async () => {
    const own = small();
    await finish(train(own, options));
    const other = small();
    async function* source(request: {
      size: number;
      seed: number;
      epoch: number;
      start: number;
    }): AsyncGenerator<Batch> {
      for (const batch of batches(options.data.train, request)) {
        await new Promise(setImmediate);
        yield batch;
      }
    }
    await finish(train(other, { ...options, source }));
    expect(weightsOf(other)).toEqual(weightsOf(own));
  });

  it('trains and evaluates on views of another shape, as floats', async () => {
    const side = 4;
    const crop = ({ pixels, labels, shape: [n, , width] }: Batch): ViewBatch => ({
      pixels: Float32Array.from({ length: n * side * side * 3 }, (_, i) => {
        const [image, row, rest] = [
          Math.floor(i / side / side / 3),
          Math.floor(i / side / 3) % side,
          i % (side * 3),
        ];
        return (pixels[(image * width * width + (row + 1) * width + 1) * 3 + rest]! - 121) / 64;
      }),
      labels,
      shape: [n, side, side, 3],
    });
    const views = {
      source: (request: EpochRequest) => Array.from(batches(options.data.train, request), crop),
      testSource: (dataset: Dataset, request: { size: number }) =>
        Array.from(batches(dataset, request), crop),
      shape: [side, side, 3],
      input: { shift: 0, scale: 1 },
    } as const;
    const model = small({ side });
    const { result } = await finish(train(model, { ...options, ...views, epochs: 6 }));
    expect(result.final!.test!.error).toBeLessThan(0.5);
    await expect(finish(train(small(), { ...options, ...views }))).rejects.toThrow(
      /does not take these images.*\[4,4,3\].*\[6,6,3\]/,
    );
    const half = (_: Dataset, request: { size: number }) =>
      Array.from(batches(options.data.test!, { ...request, start: 1 }), crop);
    const { shape, input } = views;
    const given = { shape, input, source: half, batch: 12 };
    await expect(evaluate(model, options.data.test!, given)).rejects.toThrow(
      /source of test batches.*expected 24 images, got 12/,
    );
  });

  it('passes on what a source throws, and refuses one that gives too little', async () => {
    async function* broken(): AsyncGenerator<Batch> {
      yield options.data.train.batch([0, 1]);
      throw new Error('worker died');
    }
    await expect(finish(train(small(), { ...options, source: broken }))).rejects.toThrow('worker died');
    const short = () => [options.data.train.batch([0, 1, 2])];
    await expect(finish(train(small(), { ...options, source: short }))).rejects.toThrow(
      /source returned the wrong number of batches.*expected 4 batches of up to 16 images, got 1 batches/,
    );
  });

  it('counts as waiting what a slow source takes', async () => {
    const before = performance.now();
    function* slow(request: { size: number; seed: number; epoch: number; start: number }): Generator<Batch> {
      for (const batch of batches(options.data.train, request)) {
        for (const start = performance.now(); performance.now() - start < 20; );
        yield batch;
      }
    }
    const { result } = await finish(train(small(), { ...options, epochs: 1, source: slow }));
    const waited = result.waiting * result.seconds;
    expect(waited).toBeGreaterThanOrEqual(0.02 * perEpoch);
    expect(waited).toBeLessThan((performance.now() - before) / 1000);
  });

  it('adds regularizers to the gradient and not to the loss', async () => {
    const build = (l2: number) => {
      const kernelRegularizer = tfl.regularizers.l2({ l2 });
      const dense = tfl.layers.dense({
        name: 'logits',
        units: 4,
        kernelInitializer: 'ones',
        kernelRegularizer,
      });
      return tfl.sequential({ layers: [tfl.layers.flatten({ inputShape: [6, 6, 3] }), dense] });
    };
    const one = { ...options, data: { train: patches(8) }, batch: 8, epochs: 1, optimizer: { rate: 0.1 } };
    const [without, withIt] = [build(0), build(0.01)];
    const plain = await finish(train(without, one));
    const penalized = await finish(train(withIt, one));
    expect(penalized.yields[0]!.running).toEqual(plain.yields[0]!.running);
    // The gradient of 0.01 w² is 0.02 w, and w is 1.
    closeTo(
      weightsOf(withIt)['logits/kernel']!,
      weightsOf(without)['logits/kernel']!.map((w) => w - 0.1 * 0.02),
    );
  });

  it('seeds the noise of models within the model', async () => {
    const build = () =>
      tfl.sequential({ layers: [tfl.layers.inputLayer({ inputShape: [6, 6, 3] }), small()] });
    const [one, two] = [build(), build()];
    await finish(train(one, { ...options, epochs: 1 }));
    await finish(train(two, { ...options, epochs: 1 }));
    expect(Object.values(weightsOf(two))).toEqual(Object.values(weightsOf(one)));
  });

  it('frees everything when the caller stops listening', async () => {
    const model = small();
    const before = tf.memory().numTensors;
    for await (const { epoch } of train(model, options)) if (epoch === 1) break;
    expect(tf.memory().numTensors).toBe(before);
  });

  const flat = tfl.layers.flatten({ inputShape: [6, 6, 3] });
  const dense = (units: number, more = {}) => tfl.layers.dense({ units, ...more });
  it.each<[string, () => tfl.LayersModel, Partial<TrainOptions>, RegExp]>([
    ['epochs', small, { epochs: -1 }, /^epochs of train: expected a whole number from 1, got -1$/],
    ['batch', small, { batch: 0.5 }, /^batch of train: expected a whole number from 1, got 0.5$/],
    ['seed', small, { seed: -1 }, /^seed of train: expected a whole number from 0 to 4294967295, got -1$/],
    ['optimizer', small, { optimizer: { rate: 0 } }, /^rate of optimizer/],
    [
      'images',
      () => small({ side: 8 }),
      {},
      /does not take these images: expected one input of shape \[6,6,3\] \(patches 1\), got \[8,8,3\]/,
    ],
    [
      'classes',
      () => tfl.sequential({ layers: [flat, dense(5)] }),
      {},
      /one logit per class: expected one output of shape \[4\] .*got \[5\]/,
    ],
    [
      'softmax',
      () => tfl.sequential({ layers: [flat, dense(4, { activation: 'softmax' })] }),
      {},
      /ends in a softmax .*expected logits/,
    ],
    [
      'softmax layer',
      () => tfl.sequential({ layers: [flat, dense(4), tfl.layers.softmax()] }),
      {},
      /ends in a softmax/,
    ],
    [
      'dropout',
      () => tfl.sequential({ layers: [flat, tfl.layers.dropout({ rate: 0.5, name: 'drop' }), dense(4)] }),
      {},
      /noise of layer drop \(Dropout of tfjs\) cannot be seeded.*SeededDropout/,
    ],
    [
      'names',
      () =>
        tfl.sequential({
          layers: [tfl.layers.inputLayer({ inputShape: [6, 6, 3] }), small(), dense(4, { name: 'logits' })],
        }),
      {},
      /two weights have the name logits\/kernel/,
    ],
    [
      'groups',
      small,
      { optimizer: { rate: 1, groups: [{ match: 'conv/*' }] } },
      /no variable matches the pattern "conv\/\*".*hidden\/kernel/,
    ],
  ])('refuses impossible %s', async (_, build, more, message) => {
    const model = build();
    const before = tf.memory().numTensors;
    const error = await finish(train(model, { ...options, ...more })).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toMatch(message);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('evaluate and predict', () => {
  beforeAll(() => tf.setBackend(backends[0]!));

  it('agree with each other for any batch size, and say how far they are', async () => {
    const model = small();
    const data = patches(10);
    const { logits, predictions } = await predict(model, data);
    const whole = await evaluate(model, data);
    const progress: unknown[] = [];
    const parts = await evaluate(model, data, { batch: 4, onBatch: (one) => progress.push(one) });
    expect(progress).toEqual([
      { images: 4, of: 10 },
      { images: 8, of: 10 },
      { images: 10, of: 10 },
    ]);
    closeTo([parts.loss, parts.error], [whole.loss, whole.error]);
    expect(parts.images).toBe(10);
    expect([...parts.predictions]).toEqual([...predictions]);
    const wrong = [...predictions].filter((label, index) => label !== index % 4).length;
    expect(whole.error).toBe(wrong / 10);
    const direct = tf.tidy(() => {
      const x = tf.tensor4d(
        Float32Array.from(data.batch([3]).pixels, (byte) => (byte - 121) / 64),
        [1, 6, 6, 3],
      );
      return [...(model.predict(x) as tf.Tensor).dataSync()];
    });
    closeTo(logits.subarray(12, 16), direct);
  });

  it('take the input as the model was trained', async () => {
    const { logits } = await predict(small(), patches(4));
    const other = await predict(small(), patches(4), { input: { shift: 121, scale: 1 / 128 } });
    closeTo(
      other.logits,
      logits.map((logit) => logit / 2),
    );
  });

  it('stop when they are told to, and refuse what does not fit', async () => {
    const stopped = evaluate(small(), patches(10), { signal: AbortSignal.abort(new Error('enough')) });
    await expect(stopped).rejects.toThrow('enough');
    await expect(evaluate(small({ side: 8 }), patches(4))).rejects.toThrow(InputError);
  });
});
