import { conformanceChecks } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import description, { CReLU, crelu } from '../src/index.js';

const backends = await loadBackends();

describe.each(backends)('crelu on %s', (backend) => {
  it('puts negative parts after positive ones, including NaN and infinities', async () => {
    await tf.setBackend(backend);
    tf.tidy(() => {
      const x = tf.tensor2d([[-2, 0.5, -Infinity, Infinity, Number.NaN, 0]]);
      expect([...crelu(x).dataSync()].map((value) => value + 0)).toEqual([
        ...[0, 0.5, 0, Infinity, Number.NaN, 0],
        ...[2, 0, Infinity, 0, Number.NaN, 0],
      ]);
    });
  });

  it('has the gradients 1 and -1, and 0 at 0', async () => {
    await tf.setBackend(backend);
    tf.tidy(() => {
      const x = tf.tensor2d([[-2, 0.5, 0]]);
      const dy = tf.tensor2d([[1, 2, 3, 10, 20, 30]]);
      const dx = tf.grad((x: tf.Tensor) => crelu(x))(x, dy);
      expect([...dx.dataSync()].map((value) => value + 0)).toEqual([-10, 2, 0]);
    });
  });

  it('preserves the sum of squares and takes integers, for any rank', async () => {
    await tf.setBackend(backend);
    tf.tidy(() => {
      const x = tf.randomNormal([2, 3, 3, 5], 0, 1, 'float32', 1);
      const y = crelu(x);
      expect(y.shape).toEqual([2, 3, 3, 10]);
      const [before, after] = [x, y].map((each) => tf.sum(tf.square(each)).dataSync()[0]!);
      expect(after! / before!).toBeCloseTo(1, 5);
      expect(crelu(tf.tensor1d([-3, 4], 'int32')).arraySync()).toEqual([0, 4, 3, 0]);
    });
  });

  it('leaves no tensors behind', async () => {
    await tf.setBackend(backend);
    const x = tf.tensor2d([[-1, 1]]);
    const before = tf.memory().numTensors;
    tf.dispose(crelu(x));
    tf.dispose(tf.grad((x: tf.Tensor) => crelu(x))(x));
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
  });
});

it.each(
  conformanceChecks(description, { backends }).map(
    ({ name, backend = 'all', run }) => [name, backend, run] as const,
  ),
)('%s (%s)', (_name, _backend, run) => run());

it('doubles the channels that follow', () => {
  const conv = layers.conv2d({ filters: 3, kernelSize: 1, inputShape: [4, 4, 2] });
  const model = sequential({ layers: [conv, new CReLU(), layers.flatten()] });
  expect(model.layers[1]!.outputShape).toEqual([null, 4, 4, 6]);
});

it('has a description, declares its change of channels, and refuses unknown options', () => {
  expect(new description.layer()).toBeInstanceOf(CReLU);
  expect(new CReLU().inputChannels(192)).toBe(96);
  expect(() => new CReLU({ axis: 1 } as object)).toThrow('Channels are the last axis');
  expect(() => new CReLU({ nam: 'act' } as object)).toThrow('Did you mean "name"?');
});
