import { reload } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import {
  CeilMaxPooling2D,
  describeModel,
  rectifiedBatchNormalization,
  rectifiedConvolution,
  rectifiedDense,
  SeededDropout,
  SpatialPyramidPooling2D,
} from '../src/index.js';

await loadBackends();

function network() {
  const input = tfl.input({ shape: [8, 8, 3] });
  const x = rectifiedConvolution(input, {
    name: 'conv1',
    filters: 4,
    kernelSize: 3,
    strides: 2,
    padding: 'same',
    activation: tfl.layers.reLU({ name: 'act1' }),
  });
  const flat = tfl.layers.flatten().apply(x);
  return tfl.model({
    inputs: input,
    outputs: tfl.layers.dense({ units: 5, name: 'dense' }).apply(flat) as tfl.SymbolicTensor,
  });
}

it('rectifiedConvolution is a convolution and an activation, also when saved', async () => {
  const loaded = await reload(network());
  expect(loaded.layers.map((layer) => layer.getClassName())).toEqual([
    'InputLayer',
    'Conv2D',
    'ReLU',
    'Flatten',
    'Dense',
  ]);
  const x = tf.randomNormal([2, 8, 8, 3]);
  const [, convolution, activation] = loaded.layers;
  const [kernel, bias] = convolution!.getWeights() as [tf.Tensor4D, tf.Tensor];
  const expected = tf.relu(tf.add(tf.conv2d(x as tf.Tensor4D, kernel, 2, 'same'), bias));
  const y = activation!.apply(convolution!.apply(x)) as tf.Tensor;
  expect(tf.max(tf.abs(tf.sub(y, expected))).dataSync()[0]).toBeLessThan(1e-5);
});

it('describeModel counts parameters and multiplications', () => {
  const { layers, parameters, macs } = describeModel(network());
  expect(layers.find(({ name }) => name === 'conv1')).toEqual({
    name: 'conv1',
    className: 'Conv2D',
    settings: '3x3 / 2, 4',
    inputs: [expect.stringContaining('input')],
    outputShape: [4, 4, 4],
    parameters: 3 * 3 * 3 * 4 + 4,
    statistics: 0,
    macs: 4 * 4 * 3 * 3 * 3 * 4,
  });
  expect(layers.find(({ name }) => name === 'dense')).toMatchObject({ parameters: 64 * 5 + 5, macs: 64 * 5 });
  expect(parameters).toBe(112 + 325);
  expect(macs).toBe(1728 + 320);
});

/** Two branches; everything named. */
function branches() {
  const then = (x: tfl.SymbolicTensor, layer: tfl.layers.Layer) => layer.apply(x) as tfl.SymbolicTensor;
  const input = tfl.input({ shape: [6, 6, 2], name: 'image' });
  const left = rectifiedBatchNormalization(
    then(input, tfl.layers.conv2d({ name: 'a', filters: 3, kernelSize: 1 })),
    {
      name: 'norm',
      activation: tfl.layers.leakyReLU({ name: 'act' }),
    },
  );
  const right = then(
    input,
    new CeilMaxPooling2D({ name: 'pool', poolSize: [3, 3], strides: [1, 1], padding: 1 }),
  );
  const both = tfl.layers.concatenate({ name: 'both' }).apply([left, right]) as tfl.SymbolicTensor;
  const vector = then(both, new SpatialPyramidPooling2D({ name: 'pyramid', windows: [2, 4] }));
  const dense = rectifiedDense(then(vector, new SeededDropout({ name: 'drop', rate: 0.25 })), {
    name: 'fc',
    units: 4,
    activation: tfl.layers.reLU({ name: 'act-fc' }),
  });
  return tfl.model({ inputs: input, outputs: dense });
}

it('describeModel goes through one branch after the other and says what each layer was made with', () => {
  const { layers, parameters, statistics } = describeModel(branches());
  expect(layers.map(({ name, settings, inputs }) => [name, settings, inputs.join()])).toEqual([
    ['image', '', ''],
    ['a', '1x1, 3', 'image'],
    ['norm', '', 'a'],
    ['act', '', 'norm'],
    ['pool', '3x3', 'image'],
    ['both', '', 'act,pool'],
    ['pyramid', '2, 4', 'both'],
    ['drop', '0.25', 'pyramid'],
    ['fc', '4', 'drop'],
    ['act-fc', '', 'fc'],
  ]);
  expect(parameters).toBe(2 * 3 + 3 + 2 * 3 + (9 + 4) * 5 * 4 + 4);
  expect(statistics).toBe(2 * 3);
});

it('rectifiedBatchNormalization and rectifiedDense are a layer and an activation, also when saved', async () => {
  const loaded = await reload(branches());
  const x = tf.randomNormal([2, 6, 6, 2]);
  const classes = ['norm', 'act', 'fc', 'act-fc'].map((name) => loaded.getLayer(name).getClassName());
  expect(classes).toEqual(['BatchNormalization', 'LeakyReLU', 'Dense', 'ReLU']);
  const y = loaded.predict(x) as tf.Tensor;
  const [kernel, bias] = loaded.getLayer('fc').getWeights() as [tf.Tensor2D, tf.Tensor];
  const vector = tfl.model({ inputs: loaded.inputs, outputs: loaded.getLayer('drop').output });
  const expected = tf.relu(tf.add(tf.matMul(vector.predict(x) as tf.Tensor2D, kernel), bias));
  expect(tf.max(tf.abs(tf.sub(y, expected))).dataSync()[0]).toBeLessThan(1e-5);
});

it('describeModel describes a sequential model, too', () => {
  const model = tfl.sequential({
    layers: [
      tfl.layers.dense({ name: 'a', units: 3, inputShape: [4] }),
      tfl.layers.dense({ name: 'b', units: 2 }),
    ],
  });
  expect(describeModel(model)).toMatchObject({ parameters: 15 + 8, macs: 12 + 6 });
});
