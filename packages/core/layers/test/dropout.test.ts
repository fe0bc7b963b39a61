import { reload } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import { isInputError } from '@rectified/errors';
import { isStochastic, uniform } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { SeededDropout } from '../src/index.js';

const backends = await loadBackends();
const train = (layer: SeededDropout, x: tf.Tensor) => layer.apply(x, { training: true }) as tf.Tensor;

describe.each(backends)('SeededDropout on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  it('keeps an element where the uniform number is not below the rate, and scales it', () => {
    const layer = new SeededDropout({ rate: 0.25, seed: 3 });
    const expected = uniform(1000, { seed: 3, stream: 0, step: 0 }).map((u) => (u >= 0.25 ? 4 / 3 : 0));
    expect(train(layer, tf.ones([10, 100])).dataSync()).toEqual(expected);
  });

  it('keeps the mean and drops the share it was told to', () => {
    const layer = new SeededDropout({ rate: 0.3, seed: 1 });
    const size = 100_000;
    const y = train(layer, tf.ones([size])).dataSync<'float32'>();
    const deviation = Math.sqrt((0.3 * 0.7) / size);
    expect(Math.abs(y.filter((value) => value === 0).length / size - 0.3)).toBeLessThan(4 * deviation);
    expect(Math.abs(y.reduce((sum, value) => sum + value, 0) / size - 1)).toBeLessThan((4 * deviation) / 0.7);
  });

  it('draws anew in every call, and again what its noise says', () => {
    const layer = new SeededDropout({ rate: 0.5, seed: 1 });
    const x = tf.ones([1000]);
    const first = train(layer, x).dataSync();
    expect(layer.noise).toEqual({ seed: 1, stream: 0, step: 1 });
    expect(train(layer, x).dataSync()).not.toEqual(first);
    layer.noise = { seed: 1, stream: 0, step: 0 };
    expect(train(layer, x).dataSync()).toEqual(first);
  });

  it('drops in the backward pass what it dropped in the forward pass', () => {
    const layer = new SeededDropout({ rate: 0.5, seed: 1 });
    // dropout is linear: the gradient of a sum at x is what dropout makes of ones.
    const { value, grad } = tf.valueAndGrad((x) => train(layer, x))(tf.ones([20, 50]));
    expect(grad.dataSync()).toEqual(value.dataSync());
    expect(new Set(grad.dataSync())).toEqual(new Set([0, 2]));
  });

  it('frees what it makes', () => {
    const layer = new SeededDropout({ rate: 0.5, seed: 1 });
    const x = tf.ones([20, 50]);
    const tensors = tf.memory().numTensors;
    train(layer, x).dispose();
    tf.grad((x) => train(layer, x))(x).dispose();
    expect(tf.memory().numTensors).toBe(tensors);
  });
});

describe('SeededDropout', () => {
  it('does nothing in inference or at rate 0, and draws nothing', () => {
    const x = tf.tensor1d([1, Number.NaN, Number.POSITIVE_INFINITY, 0]);
    const layer = new SeededDropout({ rate: 0.5, seed: 1 });
    expect((layer.apply(x) as tf.Tensor).dataSync()).toEqual(x.dataSync());
    expect(layer.noise.step).toBe(0);
    expect(train(new SeededDropout({ rate: 0 }), x).dataSync()).toEqual(x.dataSync());
  });

  it('is stochastic, with a seed of its own when given none', () => {
    const layer = new SeededDropout({ rate: 0.5 });
    expect(isStochastic(layer)).toBe(true);
    expect(new SeededDropout({ rate: 0.5 }).noise.seed).not.toBe(layer.noise.seed);
    expect(layer.getConfig()).not.toHaveProperty('seed');
  });

  it('keeps rate and seed when saved and loaded', async () => {
    const input = tfl.input({ shape: [50] });
    const layer = new SeededDropout({ rate: 0.25, seed: 7, name: 'drop' });
    const model = tfl.model({ inputs: input, outputs: layer.apply(input) as tfl.SymbolicTensor });
    const loaded = (await reload(model)).getLayer('drop') as SeededDropout;
    expect(loaded.getConfig()).toEqual(layer.getConfig());
    const x = tf.ones([4, 50]);
    expect(train(loaded, x).dataSync()).toEqual(train(layer, x).dataSync());
  });

  it.each([-0.1, 1, Number.NaN])('refuses the rate %d', (rate) => {
    let error: unknown;
    try {
      new SeededDropout({ rate });
    } catch (thrown) {
      error = thrown;
    }
    expect(isInputError(error)).toBe(true);
  });
});
