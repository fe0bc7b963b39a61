import { loadBackends } from '@rectified/backend';
import { InputError } from '@rectified/errors';
import { expect, it } from 'vitest';
import { evaluate, fingerprintOf, loadModel, predict, type TrainOptions, train } from '../src/index.js';
import { patches, shortOptions, small } from './small.js';

await loadBackends();

const options = shortOptions();

// Each would train otherwise than it was asked to, without a word.
it.each<[object, string]>([
  [{ evalTrain: true }, 'unknown option "evalTrain" of train'],
  [{ evaluteTrain: true }, 'Did you mean "evaluateTrain"?'],
  [{ batchSize: 2 }, 'batchSize: 2 is batch: 2'],
  [{ momentum: 0.5 }, 'momentum: 0.5 is optimizer: sgd({ momentum: 0.5 })'],
  [{ validationData: 0.1 }, 'Test images are data.test'],
  [{ input: { mean: 121, scale: 1 } }, 'mean: 121 is shift: 121'],
  [{ checkpointEvery: { minutes: 5 } }, 'unknown option "minutes" of checkpointEvery'],
  [{ optimizer: { rate: 0.1, weightDecay: 1 } }, 'weightDecay'],
])('train refuses %j', async (more, message) => {
  await expect(train(small(), { ...options, ...more } as TrainOptions).next()).rejects.toThrow(message);
});

it.each<[object, string]>([
  [{ data: {} }, 'data of train: expected an object of images: { train, test }, got {}'],
  [{ data: patches(4) }, 'data of train: expected an object of images'],
  [
    { data: { train: { size: 3 } } },
    'data.train: expected a dataset such as makeDataset returns, got {"size":3}',
  ],
  [{ data: { train: patches(4), test: [] } }, 'data.test: expected a dataset'],
  [
    { data: { train: { ...patches(4), size: 0 } } },
    'number of images of data.train: expected a whole number from 1, got 0',
  ],
  [
    { data: { train: { ...patches(4), classes: ['one'] } } },
    'number of classes of data.train: expected a whole number from 2, got 1',
  ],
  [
    { data: { train: patches(4), test: { ...patches(4), classes: patches(4).classes.toReversed() } } },
    'classes of data.test: expected those of data.train, [',
  ],
  [{ products: 'bfloat16' }, "products in bfloat16: expected `engine: 'compiled'`"],
  [{ products: 'bf16' }, 'bf16'],
  [{ data: undefined }, 'data of train: expected an object of images: { train, test }, got nothing'],
  [{ optimizer: undefined }, 'optimizer of train: expected what sgd({ rate }) gives, got nothing'],
  [{ optimizer: 0.1 }, 'optimizer of train: expected what sgd({ rate }) gives, got 0.1'],
  [{ optimizer: { rate: Number.NaN } }, 'rate of optimizer: expected a rate above 0'],
  [{ epochs: 0 }, 'epochs of train: expected a whole number from 1, got 0'],
  [{ epochs: '2' }, 'epochs of train: expected a whole number from 1, got "2"'],
  [{ batch: Number.NaN }, 'batch of train: expected a whole number from 1, got NaN'],
  [{ seed: 1.5 }, 'seed of train: expected a whole number from 0 to 4294967295, got 1.5'],
  [{ seed: 2 ** 32 }, 'got 4294967296'],
  [{ seed: undefined }, 'seed of train: expected a whole number from 0 to 4294967295, got nothing'],
  [{ recordEvery: 0 }, 'recordEvery of train: expected a whole number from 1, got 0'],
  [{ recordEvery: -1 }, 'recordEvery of train: expected a whole number from 1, got -1'],
  [{ recordEvery: 1.5 }, 'recordEvery of train: expected a whole number from 1, got 1.5'],
  [{ checkpointEvery: 5 }, 'options of checkpointEvery: expected an object of seconds, steps, got 5'],
  [
    { checkpointEvery: { seconds: -1 } },
    'seconds of checkpointEvery: expected a number of at least 0, got -1',
  ],
  [{ checkpointEvery: { steps: 0 } }, 'steps of checkpointEvery: expected a whole number from 1, got 0'],
  [
    { checkpointEvery: { steps: Number.NaN } },
    'steps of checkpointEvery: expected a whole number from 1, got NaN',
  ],
  [
    { evaluateTrain: -1 },
    'evaluateTrain of train: expected true, false or a number of images from 1, got -1',
  ],
  [
    { evaluateTrain: 'yes' },
    'evaluateTrain of train: expected true, false or a number of images from 1, got "yes"',
  ],
  [{ folder: '' }, 'folder of train: expected the path of a folder, got ""'],
  [{ folder: 'runs', resume: 'yes' }, 'resume of train: expected true, false or "previous", got "yes"'],
  [{ resume: true }, 'resume without a folder: expected the folder of the run to resume'],
  [{ resume: 'previous' }, 'resume without a folder'],
  [{ claim: {} }, 'claim of train: expected a claim such as claimRun returns, got {}'],
  [{ signal: true }, 'signal of train: expected the signal of an AbortController, got true'],
  [{ input: { shift: 0, scale: 0 } }, 'scale of input: expected a number above 0, got 0'],
  [{ input: { scale: 1 } }, 'shift of input: expected a finite number, got nothing'],
  [{ input: 2 }, 'options of input: expected an object of shift, scale, got 2'],
  [
    { shape: [6, 6] },
    'shape of train: expected height, width and channels, three whole numbers from 1, got [6,6]',
  ],
  [{ source: [] }, 'source of train: expected a function, got []'],
  [{ testSource: 1 }, 'testSource of train: expected a function, got 1'],
  [{ onStep: true }, 'onStep of train: expected a function, got true'],
  [{ onEvaluate: 'x' }, 'onEvaluate of train: expected a function, got "x"'],
])('%#: train refuses a value that it cannot use', async (more, message) => {
  const error = await train(small(), { ...options, ...more } as TrainOptions)
    .next()
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InputError);
  expect((error as Error).message).toContain(message);
});

const model = small();
const any = (value: unknown) => value as never;
it.each<[() => unknown, string]>([
  [() => train(any(undefined), options).next(), 'model: expected a model of tfjs-layers, got nothing'],
  [() => train(model, any(undefined)).next(), 'options of train: expected an object of data, optimizer'],
  [() => evaluate(any({}), patches(4)), 'model: expected a model of tfjs-layers, got {}'],
  [
    () => evaluate(model, any(undefined)),
    'dataset: expected a dataset such as makeDataset returns, got nothing',
  ],
  [() => evaluate(model, { ...patches(4), size: 0 }), 'number of images of dataset'],
  [
    () => evaluate(model, patches(4), { batch: 0 }),
    'batch of a forward pass: expected a whole number from 1, got 0',
  ],
  [() => evaluate(model, patches(4), any(5)), 'options of a forward pass: expected an object of batch'],
  [
    () => predict(model, patches(4), { batch: 1.5 }),
    'batch of a forward pass: expected a whole number from 1, got 1.5',
  ],
  [
    () => predict(model, patches(4), { input: { shift: 0, scale: 0 } }),
    'scale of input: expected a number above 0',
  ],
  [() => predict(model, any([])), 'dataset: expected a dataset'],
  [() => loadModel(any(undefined)), 'folder of a model: expected the path of a folder, got nothing'],
  [async () => fingerprintOf(any({})), 'dataset: expected a dataset'],
])('%#: refuses an argument that it cannot use', async (run, message) => {
  const error = await Promise.resolve(run()).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InputError);
  expect((error as Error).message).toContain(message);
});

it('evaluate refuses what it has not', async () => {
  await expect(evaluate(small(), patches(4), { batchSize: 2 } as never)).rejects.toThrow('is batch: 2');
});
