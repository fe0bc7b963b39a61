import { testActivation, usualValues } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import { uniform } from '@rectified/random';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import description, { drawSlopes, RReLU, type RReLURange, rrelu, testSlope } from '../src/index.js';

const backends = await loadBackends();
const noise = { seed: 1, stream: 2, step: 3 };

// Calculated by hand: the slopes are 1/5.5, 1/5.0977 and 0.229167.
testActivation(description, {
  describe,
  it,
  backends,
  values: usualValues(-0.363636, -0.181818, -0.090909, 0, 0.5, 1, 2, Infinity, -Infinity),
  variantValues: {
    'log-mean': usualValues(-0.392332, -0.196166, -0.098083, 0, 0.5, 1, 2, Infinity, -Infinity),
    slope: usualValues(-0.458333, -0.229167, -0.114583, 0, 0.5, 1, 2, Infinity, -Infinity),
  },
});

describe('testSlope', () => {
  it.each<[string, RReLURange, number]>([
    ['1/5.5 (paper, eq. 5)', {}, 0.181818],
    ['1/5.0977 (cxxnet, May to August 2015)', { testDivisor: 'log-mean' }, 1 / 5.0977],
    ['0.229167 (PyTorch)', { uniformIn: 'slope' }, 0.229167],
    ['0.2295 (MXNet)', { uniformIn: 'slope', lowerDivisor: 1 / 0.334 }, 0.2295],
    ['0.13333 (cxxnet without a configuration)', { lowerDivisor: 5, upperDivisor: 10 }, 0.133333],
    ['0.13863, the mean of those', { lowerDivisor: 5, upperDivisor: 10, testDivisor: 'log-mean' }, 0.13863],
    ['1/4 where nothing is random', { lowerDivisor: 4, upperDivisor: 4, testDivisor: 'log-mean' }, 0.25],
  ])('is %s', (_, range, expected) => {
    closeTo([testSlope(range)], [expected], { absolute: 5e-6 });
  });
});

const bits = (tensor: tf.Tensor) => Buffer.from(tensor.dataSync<'float32'>().slice().buffer);

it.skipIf(!backends.includes('tensorflow'))('TensorFlow is among the backends compared', () => {
  expect(backends).toContain('tensorflow');
});

it.each(['divisor', 'slope'] as const)(
  'draws the same bits on all backends, uniform in %s',
  async (uniformIn) => {
    const shape = [3, 17, 17, 31];
    const drawn: Buffer[] = [];
    for (const backend of backends) {
      await tf.setBackend(backend);
      drawn.push(tf.tidy(() => bits(drawSlopes(shape, { noise, uniformIn }))));
    }
    expect(drawn.length).toBeGreaterThan(1);
    for (const other of drawn) expect(Buffer.compare(other, drawn[0]!)).toBe(0);
  },
);

describe.each(backends)('rrelu on %s', (backend) => {
  it('casts integers', async () => {
    await tf.setBackend(backend);
    tf.tidy(() => {
      const x = tf.tensor1d([-2, 0, 3], 'int32');
      expect(rrelu(x, { training: false, lowerDivisor: 4, upperDivisor: 4 }).arraySync()).toEqual([
        -0.5, 0, 3,
      ]);
    });
  });

  it('divides by l + (u-l) u of the noise', async () => {
    await tf.setBackend(backend);
    const { fround } = Math;
    const expected = uniform(1000, noise).map((u) => 1 / fround(3 + fround(5 * u)));
    const drawn = tf.tidy(() => drawSlopes([10, 100], { noise }).dataSync());
    expect([...drawn]).toEqual([...expected]);
  });

  it('has the moments of 1/a: mean 0.196166, sd 0.056441', async () => {
    await tf.setBackend(backend);
    const n = 1e6;
    const y = tf.tidy(() => rrelu(tf.fill([n], -1), { training: true, noise }).dataSync());
    let [sum, squares, least, most] = [0, 0, 1, 0];
    for (const v of y) {
      sum -= v;
      squares += v * v;
      least = Math.min(least, -v);
      most = Math.max(most, -v);
    }
    // Three standard errors: 3 x 0.0564413 / 1000 for the mean; sd(1/a²) = 0.0248 for the second moment.
    closeTo([sum / n], [0.1961659], { absolute: 0.00017, relative: 0 });
    closeTo([squares / n], [0.0416667], { absolute: 3 * 0.0248e-3, relative: 0 });
    closeTo([Math.sqrt(squares / n - (sum / n) ** 2)], [0.0564413], { absolute: 0.00017, relative: 0 });
    expect(least).toBeGreaterThanOrEqual(1 / 8);
    expect(most).toBeLessThanOrEqual(Math.fround(1 / 3));
    closeTo([least, most], [1 / 8, 1 / 3], { absolute: 1e-5 });
  });

  it('is uniform in the slope where asked: mean 0.229167, sd 0.060141', async () => {
    await tf.setBackend(backend);
    const n = 1e5;
    const slopes = tf.tidy(() => drawSlopes([n], { noise, uniformIn: 'slope' }).dataSync<'float32'>());
    const mean = slopes.reduce((sum, s) => sum + s, 0) / n;
    const variance = slopes.reduce((sum, s) => sum + (s - mean) ** 2, 0) / n;
    // Three standard errors; that of a uniform deviation is sd / sqrt(5 n).
    closeTo([mean], [11 / 48], { absolute: (3 * 0.060141) / Math.sqrt(n), relative: 0 });
    closeTo([Math.sqrt(variance)], [0.060141], { absolute: (3 * 0.060141) / Math.sqrt(5 * n), relative: 0 });
  });

  it('draws a slope for every element and every key, and passes positive inputs', async () => {
    await tf.setBackend(backend);
    tf.tidy(() => {
      const x = tf.fill([2, 5, 5, 8], -1);
      const y = rrelu(x, { training: true, noise }).dataSync();
      // 400 of 2^23 numbers: the chance of any pair alike is 1 %; of two pairs, 0.005 %.
      expect(new Set(y).size).toBeGreaterThanOrEqual(399);
      const next = rrelu(x, { training: true, noise: { ...noise, step: 4 } }).dataSync();
      expect(y.filter((v, i) => v === next[i]).length).toBeLessThan(3);
      const positive = [0, 0.5, 3, Infinity];
      expect([...rrelu(positive, { training: true, noise }).dataSync()]).toEqual(positive);
    });
  });

  it('is x times the drawn slope or x, and has that as gradient, at 0 the slope, for any range', async () => {
    await tf.setBackend(backend);
    const divisor = fc.double({ min: 1, max: 20, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(-3, -1e-3, -0, 0, 1e-3, 2), { minLength: 1, maxLength: 70 }),
        fc.tuple(divisor, divisor).map((pair) => pair.sort((a, b) => a - b)),
        fc.constantFrom('divisor' as const, 'slope' as const),
        fc.nat(),
        (x, [lowerDivisor, upperDivisor], uniformIn, step) => {
          const options = { lowerDivisor, upperDivisor, uniformIn, noise: { ...noise, step } };
          tf.tidy(() => {
            const slopes = drawSlopes([x.length], options).dataSync();
            const f = (x: tf.Tensor) => rrelu(x, { training: true, ...options });
            const input = tf.tensor1d(x);
            closeTo(
              f(input).dataSync(),
              x.map((v, i) => (v > 0 ? v : v * slopes[i]!)),
              { absolute: 1e-10 },
            );
            closeTo(
              tf.grad(f)(input).dataSync(),
              x.map((v, i) => (v > 0 ? 1 : slopes[i]!)),
            );
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('makes the noise of each forward pass again, also when several came before the backward pass', async () => {
    await tf.setBackend(backend);
    tf.tidy(() => {
      const layer = new RReLU({ seed: 1 });
      const x = tf.fill([4], -1);
      const twice = (x: tf.Tensor) => {
        layer.noise = noise;
        const y = layer.apply(x, { training: true }) as tf.Tensor;
        return layer.apply(y, { training: true }) as tf.Tensor;
      };
      const [first, second] = [noise, { ...noise, step: 4 }].map((key) =>
        drawSlopes([4], { noise: key }).dataSync(),
      );
      const product = Array.from(first!, (slope, i) => slope * second![i]!);
      closeTo(
        twice(x).dataSync(),
        product.map((slope) => -slope),
      );
      closeTo(tf.grad(twice)(x).dataSync(), product);
    });
  });

  it('is leaky with 5.5 in inference, by value and gradient', async () => {
    await tf.setBackend(backend);
    tf.tidy(() => {
      const x = tf.tensor1d([-11, 0, 3]);
      const f = (x: tf.Tensor) => rrelu(x, { training: false });
      closeTo(f(x).dataSync(), [-2, 0, 3]);
      closeTo(tf.grad(f)(x).dataSync(), [0.181818, 0.181818, 1]);
    });
  });
});

describe('the layer', () => {
  it('draws what the op draws for { seed, stream: 0, step: 0 }, then the next step', () => {
    tf.tidy(() => {
      const layer = new RReLU({ seed: 9 });
      const x = tf.fill([2, 3], -1);
      for (const step of [0, 1, 2]) {
        const expected = rrelu(x, { training: true, noise: { seed: 9, stream: 0, step } });
        expect([...(layer.apply(x, { training: true }) as tf.Tensor).dataSync()]).toEqual([
          ...expected.dataSync(),
        ]);
      }
      expect(layer.noise).toEqual({ seed: 9, stream: 0, step: 3 });
    });
  });

  it("without a config is the paper's, and its seed is not in its config", () => {
    const { name, ...config } = new RReLU().getConfig();
    expect(config).toMatchObject({
      lowerDivisor: 3,
      upperDivisor: 8,
      uniformIn: 'divisor',
      testDivisor: 'mean',
    });
    expect(config).not.toHaveProperty('seed');
    expect(new RReLU({ seed: 4 }).getConfig()).toMatchObject({ seed: 4 });
  });

  it('is fixed where training is not said, also in a list', () => {
    const y = tf.tidy(() => (new RReLU().apply([tf.tensor2d([[-11, 2]])]) as tf.Tensor).dataSync());
    closeTo(y, [-2, 2]);
  });

  it.each<[object, string]>([
    [
      { lowerDivisor: 8, upperDivisor: 3 },
      'divisors of RReLU: expected 1 <= lowerDivisor <= upperDivisor < Infinity, got 8 and 3',
    ],
    [
      { lowerDivisor: 0.125, upperDivisor: 0.333 },
      'lowerDivisor of RReLU: expected a number of at least 1, got 0.125. Slopes 1/8 to 1/3 are divisors 3 to 8',
    ],
    [{ upperDivisor: Infinity }, 'upperDivisor of RReLU: expected a number of at least 1, got Infinity'],
    [{ lowerDivisor: Number.NaN }, 'got NaN'],
    [{ uniformIn: 'alpha' }, 'uniformIn of RReLU: expected "divisor" or "slope", got "alpha"'],
    [{ testDivisor: 5.5 }, 'testDivisor of RReLU: expected "mean" or "log-mean", got 5.5'],
    [
      { uniformIn: 'slope', testDivisor: 'log-mean' },
      'testDivisor "log-mean" of an RReLU whose slope is uniform',
    ],
    [{ seed: -1 }, 'seed of RReLU: expected a whole number from 0 to 4294967295, got -1'],
    [{ seed: 0.5 }, 'seed of RReLU'],
  ])('refuses %j', (config, message) => {
    expect(() => new RReLU(config)).toThrow(message);
  });
});

it('asks for noise in training', () => {
  const tensors = tf.memory().numTensors;
  expect(() => rrelu([-1], { training: true })).toThrow('rrelu in training without noise');
  expect(tf.memory().numTensors).toBe(tensors);
});

describe('options of other libraries', () => {
  it.each<[object, string]>([
    [{ lower: 1 / 8 }, 'lower: 0.125 is upperDivisor: 8, with uniformIn: "slope" as in PyTorch'],
    [{ upper: 1 / 3 }, 'upper: 0.3333333333333333 is lowerDivisor: 3, with uniformIn: "slope" as in PyTorch'],
    [{ lower: 3, upper: 8 }, 'lower: 3 is lowerDivisor: 3'],
    [{ upper_bound: 0.25 }, 'is lowerDivisor: 4'],
    [{ lowerDivsor: 3 }, 'Did you mean "lowerDivisor"?'],
  ])('%j are refused by layer, op and slopes', (options, remedy) => {
    const noise = { seed: 1, stream: 0, step: 0 };
    expect(() => new RReLU(options)).toThrow(remedy);
    for (const training of [false, true])
      expect(() => rrelu([-1], { training, noise, ...options })).toThrow(remedy);
    expect(() => testSlope(options)).toThrow(remedy);
    expect(() => drawSlopes([1], { noise, ...options })).toThrow(remedy);
  });

  it.each<[unknown, string]>([
    [undefined, 'training of rrelu: expected true or false, got nothing'],
    [{ training: undefined, noise: { seed: 1, stream: 0, step: 0 } }, 'training of rrelu'],
    [{ training: 1 }, 'got 1'],
    [{ training: true, noise: { seed: 1 } }, 'noise of rrelu: expected the key of its random numbers'],
    [0.2, 'options of rrelu: expected an object'],
  ])('rrelu(x, %j) is neither training nor inference', (options, message) => {
    expect(() => rrelu([-1], options as never)).toThrow(message);
  });

  it('refuses divisors that are texts', () => {
    expect(() => new RReLU({ lowerDivisor: '3' as never })).toThrow('got "3"');
  });
});
