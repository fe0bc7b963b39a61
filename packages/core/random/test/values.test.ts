import { InputError } from '@rectified/errors';
import { expect, it } from 'vitest';
import {
  bits,
  drawNoise,
  firstNoise,
  integers,
  normal,
  permutation,
  philox4x32,
  seedNoise,
  seedsOf,
  streamOf,
  uniform,
} from '../src/index.js';
import { randomUniform } from '../src/tensors/index.js';

const key = { seed: 1, stream: 0, step: 0 };
const any = (value: unknown) => value as never;
const seed = 'expected a whole number from 0 to 4294967295';

it.each<[() => unknown, string]>([
  ...[1.5, -1, Number.NaN, '1', 2 ** 32, null].map((bad): [() => unknown, string] => [
    () => firstNoise(any(bad)),
    `seed: ${seed}, got ${JSON.stringify(bad)?.replace('null', String(bad))}`,
  ]),
  [() => seedsOf({ ...key, seed: 1.5 }), `seed of a noise key: ${seed}, got 1.5`],
  [() => seedsOf({ ...key, step: -1 }), `step of a noise key: ${seed}, got -1`],
  [() => seedsOf(any({ seed: 1, stram: 0, step: 0 })), `stream of a noise key: ${seed}, got nothing`],
  [() => seedsOf(any(undefined)), 'a noise key: expected an object of seed, stream, step, got nothing'],
  [() => uniform(3, any(1)), 'a noise key: expected an object of seed, stream, step, got 1'],
  [() => uniform(-1, key), 'number of random numbers: expected a whole number from 0, got -1'],
  [() => bits(1.5, key), 'number of random numbers: expected a whole number from 0, got 1.5'],
  [() => permutation(any('3'), key), 'number of random numbers: expected a whole number from 0, got "3"'],
  [() => normal(Number.NaN, key), 'number of random numbers: expected a whole number from 0, got NaN'],
  [
    () => normal(1, key, any({ std: 0.1 })),
    'unknown option "std" of normal: expected mean, deviation. std: 0.1 is deviation: 0.1',
  ],
  [() => normal(1, key, { deviation: -1 }), 'deviation of normal: expected a number of at least 0, got -1'],
  [() => normal(1, key, { mean: Number.NaN }), 'mean of normal: expected a finite number, got NaN'],
  [() => integers(key)(0), 'bound of random integers: expected a whole number from 1 to 4294967296, got 0'],
  [() => integers(key)(2 ** 33), 'bound of random integers'],
  [() => integers(any(undefined)), 'a noise key: expected an object'],
  [
    () => seedNoise([], any({ seed: 1, stp: 0 })),
    'unknown option "stp" of seedNoise: expected seed, step. Did you mean "step"?',
  ],
  [() => seedNoise([], any({ seed: 1 })), `step of seedNoise: ${seed}, got nothing`],
  [() => seedNoise([], { seed: 0.5, step: 0 }), `seed of seedNoise: ${seed}, got 0.5`],
  [
    () => seedNoise([], any(undefined)),
    'options of seedNoise: expected an object of seed, step, got nothing',
  ],
  [() => seedNoise(any({ layers: [] }), key), 'layers: expected a list of layers, such as model.layers'],
  [() => streamOf(any(undefined)), 'name of a stream: expected a text, got nothing'],
  [() => drawNoise(any({})), 'layer: expected a layer with noise, got {}'],
  [() => drawNoise(any({ noise: { seed: 1 } })), `stream of a noise key: ${seed}, got nothing`],
  [() => philox4x32([1, 2, 3], [1, 2]), 'counter: expected four 32-bit numbers, got [1,2,3]'],
  [() => philox4x32([1, 2, 3, 4], [1.5, 2]), 'key: expected two 32-bit numbers, got [1.5,2]'],
  [() => randomUniform(any(3), key), 'shape: expected a list of whole numbers from 0, got 3'],
  [() => randomUniform([1], { ...key, seed: -1 }), `seed of a noise key: ${seed}, got -1`],
])('%#: refuses what would be other random numbers', (run, message) => {
  expect(run).toThrow(InputError);
  expect(run).toThrow(message);
});
