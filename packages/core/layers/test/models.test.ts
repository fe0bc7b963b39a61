import { loadBackends } from '@rectified/backend';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { describeModel, rectifiedConvolution } from '../src/index.js';
import { reload } from './reload.js';

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
    outputShape: [4, 4, 4],
    parameters: 3 * 3 * 3 * 4 + 4,
    macs: 4 * 4 * 3 * 3 * 3 * 4,
  });
  expect(layers.find(({ name }) => name === 'dense')).toMatchObject({ parameters: 64 * 5 + 5, macs: 64 * 5 });
  expect(parameters).toBe(112 + 325);
  expect(macs).toBe(1728 + 320);
});
