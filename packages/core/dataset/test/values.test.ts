import { InputError } from '@rectified/errors';
import { expect, it } from 'vitest';
import {
  batches,
  batchGenerator,
  channelsFirst,
  epochOrder,
  makeDataset,
  split,
  subset,
  take,
} from '../src/index.js';
import { numbered } from './numbered.js';

const data = numbered(10);
const any = (value: unknown) => value as never;
const noDataset = 'dataset: expected a dataset such as makeDataset returns, got';

it.each<[() => unknown, string]>([
  [() => batches(any(undefined), { size: 1 }), `${noDataset} nothing`],
  [() => batches(data, any(undefined)), 'options of batches: expected an object of size, seed'],
  [() => batches(data, any({})), 'size of batches: expected a whole number from 1, got nothing'],
  [
    () => batches(data, any(5)),
    'options of batches: expected an object of size, seed, epoch, start, dropLast, got 5',
  ],
  [
    () => batches(data, { size: 1, seed: 1.5 }),
    'seed of batches: expected a whole number from 0 to 4294967295, got 1.5',
  ],
  [
    () => batches(data, { size: 1, start: Number.NaN }),
    'start of batches: expected a whole number from 0, got NaN',
  ],
  [
    () => batches(data, { size: 1, dropLast: any('no') }),
    'dropLast of batches: expected true or false, got "no"',
  ],
  [() => batchGenerator(data, any(undefined)), 'options of batches'],
  [() => take(data, -1), 'number of images to take: expected a whole number from 1, got -1'],
  [() => take(data, any('3')), 'number of images to take: expected a whole number from 1, got "3"'],
  [() => take(any([1]), 1), `${noDataset} [1]`],
  [() => subset(data, any(undefined)), 'indices: expected a list of whole numbers from 0, got nothing'],
  [() => subset(any(null), [1]), `${noDataset} null`],
  [() => split(data, any(undefined)), 'options of split: expected an object of sizes, seed, stratified'],
  [
    () => split(data, any({ sizes: [5] })),
    'seed of split: expected a whole number from 0 to 4294967295, got nothing',
  ],
  [
    () => split(data, { sizes: any(5), seed: 1 }),
    'sizes of split: expected a list of whole numbers from 1, got 5',
  ],
  [() => split(any({}), { sizes: [1], seed: 1 }), `${noDataset} {}`],
  [() => epochOrder(-1, { seed: 1, epoch: 0 }), 'number of images: expected a whole number from 0, got -1'],
  [
    () => epochOrder(5, any({ seed: 1, epch: 0 })),
    'epoch of the order of an epoch: expected a whole number from 0',
  ],
  [
    () => epochOrder(5, { seed: -1, epoch: 0 }),
    'seed of the order of an epoch: expected a whole number from 0',
  ],
  [
    () => epochOrder(5, any(undefined)),
    'the order of an epoch: expected an object of seed, epoch, got nothing',
  ],
  [() => channelsFirst(any(undefined)), 'a batch: expected an object of pixels, labels, shape, got nothing'],
  [() => makeDataset(any({ size: 3 })), 'parts of a dataset: expected a dataset'],
  [() => data.map(any('x')), 'what changes items: expected a function, got "x"'],
])('%#: refuses what it cannot use', (run, message) => {
  expect(run).toThrow(InputError);
  expect(run).toThrow(message);
});
