import { chooseBackend } from '@rectified/backend';
import { InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { fuse } from '../src/index.js';

await chooseBackend({ backend: 'cpu' });
const model = tfl.sequential({ layers: [tfl.layers.dense({ units: 2, inputShape: [3] })] });
const any = (value: unknown) => value as never;

it.each<[unknown, string]>([
  [
    { trainig: true },
    'unknown option "trainig" of apply: expected training, inputGradient, noise. Did you mean "training"?',
  ],
  [
    true,
    'options of apply: expected an object of training, inputGradient, noise, got true. true is training: true',
  ],
  [null, 'options of apply: expected an object of training, inputGradient, noise, got null'],
  [{ training: 'false' }, 'training of apply: expected true or false, got "false"'],
  [{ training: 1 }, 'training of apply: expected true or false, got 1'],
])('apply refuses %j', (given, message) => {
  const run = () => fuse(model).apply(tf.zeros([1, 3]), any(given));
  expect(run).toThrow(InputError);
  expect(run).toThrow(message);
});

it('refuses too many or too few inputs, and one that is gone, also where nothing is fused', () => {
  const [a, b] = ['a', 'b'].map((name) => tfl.input({ name, shape: [3] }));
  const two = tfl.model({
    inputs: [a!, b!],
    outputs: tfl.layers.add().apply([a!, b!]) as tfl.SymbolicTensor,
  });
  const x = tf.zeros([1, 3]);
  expect(() => fuse(two).apply(x)).toThrow('the inputs of a model: expected 2 (a, b), got 1');
  expect(() => fuse(model).apply([x, x])).toThrow('the inputs of a model: expected 1');
  expect(fuse(two).apply([x, x]).shape).toEqual([1, 3]);
  const gone = tf.zeros([1, 3]);
  gone.dispose();
  expect(() => fuse(two).apply([x, gone])).toThrow(
    'input b of the model: expected a tensor, got one that is disposed of',
  );
});

it('refuses what is no model and no tensor', () => {
  expect(() => fuse(any(null))).toThrow('model: expected a model of tfjs-layers, got null');
  expect(() => fuse(any([]))).toThrow(InputError);
  for (const x of [[1, 2], [], undefined, 3]) {
    expect(() => fuse(model).apply(any(x))).toThrow(
      'input of the model: expected a tensor or a list of tensors',
    );
    expect(() => fuse(model).predict(any(x))).toThrow(InputError);
  }
});
