import { loadBackends } from '@rectified/backend';
import { normal } from '@rectified/random';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  gain,
  gaussian,
  heFanIn,
  heFanOut,
  type Initialization,
  initializations,
  lecunNormal,
  mxnetXavier,
  xavier,
} from '../src/index.js';
import { reload } from './reload.js';

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

  it('take a seed of their own when given none', () => {
    expect(heFanIn().apply(dense).dataSync()).not.toEqual(heFanIn().apply(dense).dataSync());
  });

  it.each([
    gaussian({ deviation: 0.3, seed: 1, stream: 2 }),
    xavier({ seed: 1 }),
    heFanIn({ seed: 1 }),
    heFanIn({ gain: 1.1, seed: 1 }),
    heFanOut({ seed: 1 }),
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

/** A layer of one function, as somebody may write it. */
class Elementwise extends tfl.layers.Layer {
  static readonly className = 'TestElementwise';

  constructor(private readonly f: (x: tf.Tensor) => tf.Tensor) {
    super({});
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return this.f(Array.isArray(inputs) ? inputs[0]! : inputs);
  }
}

describe.each(backends)('gain on %s', (backend) => {
  beforeAll(() => tf.setBackend(backend));
  afterAll(() => tf.setBackend(backends[0]!));
  const leaky = (alpha: number) => () => tfl.layers.leakyReLU({ alpha });
  const erf = (x: tf.Tensor) => tf.mul(tf.mul(0.5, x), tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2))));
  const hardSwish = (x: tf.Tensor) => tf.mul(x, tf.div(tf.clipByValue(tf.add(x, 3), 0, 6), 6));
  const elementwise = (f: (x: tf.Tensor) => tf.Tensor) => () => new Elementwise(f);

  it.each<[string, () => tfl.layers.Layer, number]>([
    // sqrt(2 / (1 + a^2)).
    ['ReLU', () => tfl.layers.reLU(), Math.SQRT2],
    ['leaky ReLU of 0.01', leaky(0.01), 1.4141429],
    ['leaky ReLU of 1/5.5', leaky(1 / 5.5), 1.3914022],
    ['leaky ReLU of 1/3', leaky(1 / 3), 1.3416408],
    ['PReLU as it starts', () => tfl.layers.prelu({ alphaInitializer: 'ones' }), 1],
    // By Simpson's rule in float64, 4,000 steps from -12 to 12, divided where the derivative jumps.
    ['Swish', elementwise((x) => tf.mul(x, tf.sigmoid(x))), 1.6765325],
    ['GELU', elementwise(erf), 1.5335304],
    ['ELU', () => tfl.layers.elu(), 1.2451983],
    ['SELU', () => tfl.layers.activation({ activation: 'selu' }), 1],
    ['softplus', () => tfl.layers.activation({ activation: 'softplus' }), 1.0418668],
    ['tanh', () => tfl.layers.activation({ activation: 'tanh' }), 1.5925374],
    ['hard-swish', elementwise(hardSwish), 1.7366572],
    [
      'x + sin^2 x',
      elementwise((x) => tf.add(x, tf.square(tf.sin(x)))),
      Math.sqrt(1 / (1 + 3 / 8 - Math.exp(-2) / 2 + Math.exp(-8) / 8)),
    ],
  ])('of %s', (_, activation, expected) => {
    closeTo([gain(activation)], [expected], { relative: 2e-6 });
  });

  it('leaves no tensors', () => {
    const before = tf.memory().numTensors;
    gain(() => tfl.layers.prelu());
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is refused where there is none', () => {
    const refused = (activation: () => tfl.layers.Layer, message: RegExp) =>
      expect(() => gain(activation)).toThrow(message);
    refused(
      elementwise((x) => tf.mul(x, 0)),
      /TestElementwise.*expected a mean square above 0.*got 0/,
    );
    refused(
      elementwise((x) => tf.log(x)),
      /got NaN/,
    );
    refused(
      elementwise((x) => tf.concat([x, x], 3)),
      /element by element, got images of 4097 x 1 x 1 become/,
    );
  });
});

it('by the gain, signals are as large behind ten layers as before them', () => {
  const swish = () => new Elementwise((x) => tf.mul(x, tf.sigmoid(x)));
  const start = tf.tensor2d(normal(256 * 64, { seed: 1, stream: 9, step: 0 }), [64, 256]);
  /** Mean square of what comes out of the last product. */
  const behind = (size: number) =>
    tf.tidy(() => {
      let z: tf.Tensor = start;
      for (let stream = 0; stream < 10; stream++) {
        const weights = heFanIn({ gain: size, seed: 1, stream }).apply([256, 256]) as tf.Tensor2D;
        z = tf.matMul(swish().apply(z) as tf.Tensor2D, weights);
      }
      return tf.mean(tf.square(z)).dataSync()[0]!;
    });
  const right = behind(gain(swish));
  expect(right).toBeGreaterThan(0.5);
  expect(right).toBeLessThan(2);
  expect(behind(Math.SQRT2)).toBeLessThan(0.1);
});
