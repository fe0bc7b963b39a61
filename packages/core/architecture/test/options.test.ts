import '@tensorflow/tfjs-backend-cpu';
import { finiteNumber } from '@rectified/errors';
import * as tfl from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { buildNetwork, checkArchitectureOptions } from '../src/index.js';
import { architectureOf } from './architecture-of.js';

const own = { dropout: { check: finiteNumber({ from: 0, below: 1 }), default: 0.5, help: 'share' } };

it.each([
  ['a foreign option', { numClasses: 10 }, 'is classes: 10'],
  ['one that another architecture has', { pyramid: 'grids' }, 'unknown option "pyramid" of nin'],
  ['nothing', undefined, 'options of nin: expected an object of classes, activation'],
  ['no classes', {}, 'classes of nin: expected a whole number from 1, got nothing'],
  [
    'a value that does not fit',
    { classes: 1, activation: () => 1, dropout: 2 },
    'dropout of nin: expected a number of at least 0 and below 1, got 2',
  ],
])('checkArchitectureOptions refuses %s', (_, options, message) => {
  expect(() => checkArchitectureOptions('nin', options as never, own)).toThrow(message);
});

it('fills in the options of its own alone', () => {
  const activation = () => tfl.layers.reLU();
  expect(checkArchitectureOptions('nin', { classes: 10, activation }, own)).toEqual({
    classes: 10,
    activation,
    dropout: 0.5,
  });
});

it.each([
  ['no model', () => undefined, 'got no model'],
  [
    'a model of other classes',
    () => tfl.sequential({ layers: [tfl.layers.flatten({ inputShape: [8, 8, 3] })] }),
    'expected a model from [n,8,8,3] to [n,10], got one from [n,8,8,3] to [n,192]',
  ],
  [
    'a network that is too deep for its images',
    () =>
      tfl.sequential({
        layers: [
          tfl.layers.conv2d({ name: 'conv', inputShape: [8, 8, 3], filters: 2, kernelSize: 9 }),
          tfl.layers.globalAveragePooling2d({}),
          tfl.layers.dense({ units: 10 }),
        ],
      }),
    'does not work with images of 8 x 8 x 3: expected larger ones, got nothing is left of them after its layer conv: [0,0,2]',
  ],
])('buildNetwork refuses %s', (_, build, message) => {
  const description = { ...architectureOf(), build: build as never };
  expect(() => buildNetwork(description, { activation: () => tfl.layers.reLU() })).toThrow(message);
});
