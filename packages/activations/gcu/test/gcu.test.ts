import { testActivation, usualValues } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import description, { GCU, gcu } from '../src/index.js';
import golden from './golden.json' with { type: 'json' };

// To seven digits, by PyTorch where it has the function and by float64 elsewhere; golden.json is mpmath's (tools/golden/activations.py).
testActivation(description, {
  ...{ describe, it, backends: await loadBackends() },
  golden: golden.default,
  values: usualValues(0.8322937, -0.5403023, -0.4387913, 0, 0.4387913, 0.5403023, -0.8322937, NaN, NaN),
  refusals: [
    [{ beta: 1 }, 'unknown option "beta"'],
    [{ nam: 'act' }, 'Did you mean "name"?'],
  ],
});

/** XOR of 0 and 1, as signs. */
const inputs = tf.tensor2d([
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
]);
const signs = [-1, 1, 1, -1];

it('is XOR by its sign with one neuron, w = (1.5, 1.5) and bias -1', () => {
  const y = tf.tidy(() => gcu(tf.sub(tf.sum(tf.mul(inputs, 1.5), 1), 1)).arraySync() as unknown as number[]);
  expect(y.map((value) => value.toFixed(7))).toEqual(['-0.5403023', '0.4387913', '0.4387913', '-0.8322937']);
});

/** The signs of one neuron's outputs after 500 steps of gradient descent on the squared error, from weights of 1. */
function learnedBy(activation: layers.Layer): number[] {
  const weights = tf.variable(tf.ones<tf.Rank.R2>([2, 1]));
  const bias = tf.variable(tf.scalar(0));
  const output = () => activation.apply(tf.add(tf.matMul(inputs, weights), bias)) as tf.Tensor;
  const optimizer = tf.train.sgd(0.1);
  for (let step = 0; step < 500; step++)
    optimizer.minimize(() => tf.losses.meanSquaredError(tf.tensor2d(signs, [4, 1]), output()) as tf.Scalar);
  const learned = tf.tidy(() => [...tf.sign(output()).dataSync()]);
  tf.dispose([weights, bias]);
  return learned;
}

it('learns XOR with one neuron, which a monotone activation cannot', async () => {
  await tf.setBackend('cpu');
  expect(learnedBy(new GCU())).toEqual(signs);
  expect(learnedBy(layers.leakyReLU({ alpha: 0.2 }))).not.toEqual(signs);
});
