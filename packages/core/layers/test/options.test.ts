import { loadBackends } from '@rectified/backend';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import {
  CeilAveragePooling2D,
  CeilMaxPooling2D,
  ceilMaxPool,
  GridPyramidPooling2D,
  gaussian,
  heFanIn,
  SeededDropout,
  SpatialPyramidPooling2D,
} from '../src/index.js';

await loadBackends();

// Misspelt or another library's, each would be taken for nothing said.
it.each<[string, () => unknown, string]>([
  ['dropout of PyTorch', () => new SeededDropout({ p: 0.5 } as never), 'p: 0.5 is rate: 0.5'],
  ['a bare rate', () => new SeededDropout(0.5 as never), '0.5 is rate: 0.5'],
  [
    'a pool of PyTorch',
    () => new CeilMaxPooling2D({ kernelSize: 3 } as never),
    'kernelSize: 3 is poolSize: 3',
  ],
  ['a bare pool', () => new CeilMaxPooling2D(3 as never), '3 is poolSize: 3'],
  ['a misspelt stride', () => new CeilAveragePooling2D({ stride: 2 } as never), 'Did you mean "strides"?'],
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
  ['a misspelt seed', () => heFanIn({ sed: 1 } as never), 'Did you mean "seed"?'],
  [
    'a misspelt padding',
    () => ceilMaxPool(tf.zeros([1, 4, 4, 1]), { poolSize: [2, 2], strides: [2, 2], paddng: 1 } as never),
    'Did you mean "padding"?',
  ],
])('refuses %s', (_, make, message) => {
  expect(make).toThrow(message);
});

it('takes what every layer takes', () => {
  const layer = new CeilAveragePooling2D({ name: 'pool', trainable: false, poolSize: 3, edge: 'full' });
  expect(CeilAveragePooling2D.fromConfig(CeilAveragePooling2D, layer.getConfig()).getConfig()).toEqual(
    layer.getConfig(),
  );
});
