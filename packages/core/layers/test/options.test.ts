import { loadBackends } from '@rectified/backend';
import { InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import {
  CeilAveragePooling2D,
  CeilMaxPooling2D,
  ceilAveragePool,
  ceilMaxPool,
  describeModel,
  dropout,
  GridPyramidPooling2D,
  gaussian,
  gridPyramidPool,
  heFanIn,
  SeededDropout,
  SpatialPyramidPooling2D,
  spatialPyramidPool,
} from '../src/index.js';

await loadBackends();

// Misspelled or another library's, each would be taken for nothing said.
it.each<[string, () => unknown, string]>([
  ['dropout of PyTorch', () => new SeededDropout({ p: 0.5 } as never), 'p: 0.5 is rate: 0.5'],
  ['a bare rate', () => new SeededDropout(0.5 as never), '0.5 is rate: 0.5'],
  [
    'a pool of PyTorch',
    () => new CeilMaxPooling2D({ kernelSize: 3 } as never),
    'kernelSize: 3 is poolSize: 3',
  ],
  ['a bare pool', () => new CeilMaxPooling2D(3 as never), '3 is poolSize: 3'],
  ['a misspelled stride', () => new CeilAveragePooling2D({ stride: 2 } as never), 'Did you mean "strides"?'],
  [
    'an edge where there is none',
    () => new CeilMaxPooling2D({ edge: 'full' } as never),
    'unknown option "edge"',
  ],
  [
    'windows of a grid',
    () => new GridPyramidPooling2D({ windows: [1] } as never),
    'SpatialPyramidPooling2D has',
  ],
  [
    'grids of windows',
    () => new SpatialPyramidPooling2D({ grids: [1] } as never),
    'GridPyramidPooling2D has',
  ],
  ['stddev', () => gaussian({ stddev: 0.1 } as never), 'stddev: 0.1 is deviation: 0.1'],
  ['a misspelled seed', () => heFanIn({ sed: 1 } as never), 'Did you mean "seed"?'],
  [
    'a misspelled padding',
    () => ceilMaxPool(tf.zeros([1, 4, 4, 1]), { poolSize: [2, 2], strides: [2, 2], paddng: 1 } as never),
    'Did you mean "padding"?',
  ],
])('refuses %s', (_, make, message) => {
  expect(make).toThrow(message);
});

const x = tf.zeros<tf.Rank.R4>([1, 4, 4, 1]);
const noise = { seed: 1, stream: 0, step: 0 };
const any = (value: unknown) => value as never;
it.each<[() => unknown, string]>([
  [() => new SeededDropout(any(undefined)), 'options of SeededDropout: expected an object of rate, seed'],
  [
    () => new SeededDropout({ rate: 2 }),
    'rate of SeededDropout: expected a number of at least 0 and below 1, got 2',
  ],
  [
    () => new SeededDropout({ rate: any('0.5') }),
    'rate of SeededDropout: expected a number of at least 0 and below 1, got "0.5"',
  ],
  [
    () => new SeededDropout({ rate: 0.5, seed: 1.5 }),
    'seed of SeededDropout: expected a whole number from 0 to 4294967295',
  ],
  [
    () => dropout(x, { rate: any('0.5'), noise }),
    'rate of dropout: expected a number of at least 0 and below 1, got "0.5"',
  ],
  [() => dropout(x, any('0.5')), 'options of dropout: expected an object of rate, noise, got 0.5'],
  [
    () => dropout(x, any({ rate: 0.5 })),
    'a noise key: expected an object of seed, stream, step, got nothing',
  ],
  [() => dropout(any([1]), { rate: 0.5, noise }), 'x: expected a tensor, got [1]'],
  [
    () => new CeilMaxPooling2D({ poolSize: Number.NaN }),
    'poolSize of a pooling layer: expected one or two whole numbers from 1, got NaN',
  ],
  [() => new CeilMaxPooling2D({ poolSize: any('3') }), 'expected one or two whole numbers from 1, got "3"'],
  [
    () => new CeilMaxPooling2D({ strides: any([1, 2, 3]) }),
    'expected one or two whole numbers from 1, got [1,2,3]',
  ],
  [
    () => ceilMaxPool(x, any(3)),
    'options of ceilMaxPool: expected an object of poolSize, strides, padding, got 3',
  ],
  [
    () => ceilMaxPool(x, { poolSize: any(3), strides: [1, 1] }),
    'poolSize of ceilMaxPool: expected height and width, two whole numbers from 1, got 3',
  ],
  [
    () => ceilMaxPool(any(undefined), { poolSize: [2, 2], strides: [1, 1] }),
    'x: expected a tensor of shape [n, height, width, channels], got nothing',
  ],
  [
    () => ceilAveragePool(x, any({ poolSize: [2, 2], strides: [1, 1] })),
    'edge of ceilAveragePool: expected "present" or "full", got nothing',
  ],
  [
    () => gridPyramidPool(x, { grids: [0] }),
    'grids of gridPyramidPool: expected a list of whole numbers from 1, got [0]',
  ],
  [
    () => spatialPyramidPool(x, any(undefined)),
    'options of spatialPyramidPool: expected an object of windows, got nothing',
  ],
  [() => gaussian({ deviation: -1 }), 'deviation of an initializer: expected a number of at least 0, got -1'],
  [
    () => heFanIn({ seed: -1 }),
    'seed of an initializer: expected a whole number from 0 to 4294967295, got -1',
  ],
  [() => describeModel(any({})), 'model: expected a model of tfjs-layers, got {}'],
])('%#: refuses a value', (make, message) => {
  expect(make).toThrow(InputError);
  expect(make).toThrow(message);
});

it('takes what every layer takes', () => {
  const layer = new CeilAveragePooling2D({ name: 'pool', trainable: false, poolSize: 3, edge: 'full' });
  expect(CeilAveragePooling2D.fromConfig(CeilAveragePooling2D, layer.getConfig()).getConfig()).toEqual(
    layer.getConfig(),
  );
});
