import { reload } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import { normal } from '@rectified/random';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import {
  gaussian,
  heFanIn,
  heFanOut,
  type Initialization,
  initializations,
  lecunNormal,
  mxnetXavier,
  orthogonal,
  xavier,
} from '../src/index.js';

const backends = await loadBackends();
const convolution = [5, 5, 96, 192];
const dense = [1024, 100];

/** Standard deviations from cxxnet's rules, by hand. */
const deviations: [Initialization, number[], number][] = [
  ['gaussian', convolution, 0.05],
  ['gaussian', dense, 0.05],
  // The variance of U(-a, a) is a^2 / 3 = 1 / (fan_in + fan_out).
  ['xavier', convolution, Math.sqrt(1 / (2400 + 192))],
  ['xavier', dense, Math.sqrt(1 / 1124)],
  ['he-fan-in', convolution, Math.sqrt(2 / 2400)],
  ['he-fan-in', dense, Math.sqrt(2 / 1024)],
  ['he-fan-out', convolution, Math.sqrt(2 / 4800)],
  ['he-fan-out', dense, Math.sqrt(2 / 100)],
  // MXNet's leaves the window out: variance 6 / (inputs + outputs) / 3.
  ['mxnet-xavier', convolution, Math.sqrt(2 / (96 + 192))],
  ['mxnet-xavier', dense, Math.sqrt(2 / 1124)],
];

describe('initializers', () => {
  it.each(deviations)('%s of %j has mean 0 and the right deviation', (name, shape, deviation) => {
    const weights = initializations[name]({ seed: 1, stream: 2 }).apply(shape);
    expect(weights.shape).toEqual(shape);
    const values = weights.dataSync<'float32'>();
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan((4 * deviation) / Math.sqrt(values.length));
    // The relative deviation of a sample's deviation is 1 / sqrt(2n) for normal numbers, less for uniform ones.
    expect(Math.abs(Math.sqrt(variance) / deviation - 1)).toBeLessThan(4 / Math.sqrt(2 * values.length));
  });

  it('LeCun is He with a gain of 1, so that weights have the variance 1 / (inputs * window)', () => {
    const key = { seed: 1, stream: 2 };
    const he = heFanIn({ ...key, gain: 1 });
    expect(lecunNormal(key).apply(convolution).dataSync()).toEqual(he.apply(convolution).dataSync());
  });

  it('xavier reaches its bounds and not beyond', () => {
    const bound = Math.sqrt(3 / (2400 + 192));
    const values = xavier({ seed: 1 }).apply(convolution).dataSync<'float32'>();
    const largest = values.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
    expect(largest).toBeLessThanOrEqual(Math.fround(bound));
    expect(largest).toBeGreaterThan(0.9999 * bound);
  });

  it('draw from seed and stream alone, on every backend', async () => {
    const expected = normal(12, { seed: 5, stream: 6, step: 0 }, { deviation: 0.1 });
    for (const backend of backends) {
      await tf.setBackend(backend);
      expect(gaussian({ deviation: 0.1, seed: 5, stream: 6 }).apply([3, 4]).dataSync()).toEqual(expected);
    }
  });

  it.each([heFanIn, heFanOut])('%o by a gain is in proportion to it', (he) => {
    const weights = (gain?: number) => he({ gain, seed: 1 }).apply(dense).dataSync<'float32'>();
    const usual = weights();
    closeTo(
      weights(0.7),
      [...usual].map((weight) => (weight * 0.7) / Math.SQRT2),
      { relative: 3e-7 },
    );
  });

  it.each([[[5, 5, 3, 10]], [[8, 20]], [[20, 8]]])('orthogonal of %j is orthonormal', (shape) => {
    const weights = orthogonal({ seed: 1, stream: 2 }).apply(shape);
    const columns = shape.at(-1)!;
    const matrix = tf.reshape(weights, [-1, columns]) as tf.Tensor2D;
    const tall = matrix.shape[0] >= columns;
    const products = tf.matMul(matrix, matrix, tall, !tall);
    const identity = tf.eye(Math.min(...matrix.shape));
    closeTo(products.dataSync(), [...identity.dataSync()], { absolute: 1e-6 });
    expect(weights.dataSync()).not.toEqual(orthogonal({ seed: 1, stream: 3 }).apply(shape).dataSync());
  });

  it('take a seed of their own when given none', () => {
    expect(heFanIn().apply(dense).dataSync()).not.toEqual(heFanIn().apply(dense).dataSync());
  });

  it.each([
    gaussian({ deviation: 0.3, seed: 1, stream: 2 }),
    xavier({ seed: 1 }),
    heFanIn({ seed: 1 }),
    heFanIn({ gain: 1.1, seed: 1 }),
    heFanOut({ seed: 1 }),
    heFanOut({ gain: 1.1, seed: 1 }),
    orthogonal({ seed: 1 }),
    mxnetXavier({ seed: 1 }),
  ])('initializer %# is saved with the layer and draws the same again', async (kernelInitializer) => {
    const model = tfl.sequential({
      layers: [tfl.layers.dense({ units: 3, inputShape: [4], kernelInitializer })],
    });
    const loaded = await reload(model);
    const config = loaded.layers[0]!.getConfig();
    expect(config).toEqual(model.layers[0]!.getConfig());
    const again = tfl.layers.dense(config as unknown as Parameters<typeof tfl.layers.dense>[0]);
    again.build([null, 4]);
    expect(again.getWeights()[0]!.dataSync()).toEqual(model.getWeights()[0]!.dataSync());
  });
});
