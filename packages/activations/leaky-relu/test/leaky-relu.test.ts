import { testActivation, usualValues } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import description, { LeakyReLU, leakyRelu } from '../src/index.js';

const backends = await loadBackends();
// Calculated by hand from the paper's equation 2.
const veryLeaky = usualValues(-0.363636, -0.181818, -0.090909, 0, 0.5, 1, 2, Infinity, -Infinity);
const leaky = usualValues(-0.02, -0.01, -0.005, 0, 0.5, 1, 2, Infinity, -Infinity);

testActivation(description, {
  describe,
  it,
  backends,
  values: veryLeaky,
  variantValues: { '5.5': veryLeaky, '100': leaky },
});

describe.each(backends)('leakyRelu on %s', (backend) => {
  it('casts integers', async () => {
    await tf.setBackend(backend);
    tf.tidy(() => {
      const x = tf.tensor1d([-2, 0, 3], 'int32');
      expect(leakyRelu(x, { divisor: 4 }).arraySync()).toEqual([-0.5, 0, 3]);
    });
  });

  it('divides what is negative, for any divisor of at least 1', async () => {
    await tf.setBackend(backend);
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 70 }),
        fc.double({ min: 1, max: 1000, noNaN: true }),
        (x, divisor) => {
          const y = tf.tidy(() => leakyRelu(tf.tensor1d(x), { divisor }).dataSync());
          closeTo(
            y,
            x.map((value) => (value > 0 ? value : value / divisor)),
            { absolute: 1e-30, relative: 1e-6 },
          );
        },
      ),
    );
  });

  it('has the gradient 1 where x > 0 and 1/a elsewhere, also at 0', async () => {
    await tf.setBackend(backend);
    tf.tidy(() => {
      const x = tf.tensor1d([-Infinity, -1, -0, 0, 2, Infinity]);
      for (const [divisor, slope] of [
        [5.5, 0.181818],
        [100, 0.01],
        [1, 1],
      ] as const) {
        const dx = tf.grad((x) => leakyRelu(x, { divisor }))(x, tf.fill([6], 2));
        closeTo(
          dx.dataSync(),
          [slope, slope, slope, slope, 1, 1].map((each) => 2 * each),
        );
      }
    });
  });

  it('has second derivatives: sum((d leakyRelu(w x)/dx)²) has the derivative 2 w, or 2 w / a² where w x < 0', async () => {
    await tf.setBackend(backend);
    tf.tidy(() => {
      const x = tf.tensor1d([-2, 1, 3]);
      const gradient = (w: tf.Tensor) => tf.grad((x) => leakyRelu(tf.mul(w, x), { divisor: 2 }))(x);
      const derivative = tf.grad((w) => tf.sum(tf.square(gradient(w))))(tf.scalar(0.5));
      closeTo(derivative.dataSync(), [1 + 1 + 1 / 4]);
    });
  });
});

it('without a config divides by 5.5, and keeps another divisor in its config', () => {
  expect(new LeakyReLU().divisor).toBe(5.5);
  expect(new LeakyReLU({ divisor: 100, name: 'act1' }).getConfig()).toMatchObject({
    divisor: 100,
    name: 'act1',
  });
  const y = tf.tidy(() =>
    (new LeakyReLU({ divisor: 4 }).apply([tf.tensor2d([[-1, 2]])]) as tf.Tensor).arraySync(),
  );
  expect(y).toEqual([[-0.25, 2]]);
});

it.each([0.01, 0, -5.5, Number.NaN, Infinity])('refuses the divisor %s', (divisor) => {
  const message = /^divisor of Leaky ReLU: expected a number of at least 1, got /;
  expect(() => new LeakyReLU({ divisor })).toThrow(message);
  expect(() => leakyRelu([1], { divisor })).toThrow(message);
});

it('tells who gave a slope what divisor to give', () => {
  expect(() => new LeakyReLU({ divisor: 0.01 })).toThrow('A slope of 0.01 is a divisor of 100');
});

describe('options of other libraries', () => {
  it.each<[unknown, string]>([
    [{ alpha: 0.2 }, 'alpha: 0.2 is divisor: 5'],
    [{ negativeSlope: 0.01 }, 'negativeSlope: 0.01 is divisor: 100'],
    [{ negative_slope: 0.2 }, 'negative_slope: 0.2 is divisor: 5'],
    [{ a: 100 }, 'a: 100 is divisor: 100'],
    [0.2, '0.2 is divisor: 5'],
    [{ divsor: 3 }, 'Did you mean "divisor"?'],
  ])('%j is refused by layer and op', (options, remedy) => {
    expect(() => new LeakyReLU(options as object)).toThrow(remedy);
    expect(() => leakyRelu([-1], options as object)).toThrow(remedy);
  });

  it('are no obstacle to those of every layer, nor to saved models', () => {
    const layer = new LeakyReLU({ name: 'act', trainable: false, inputShape: [2], dtype: 'float32' });
    expect(LeakyReLU.fromConfig(LeakyReLU, layer.getConfig()).getConfig()).toEqual(layer.getConfig());
  });

  it('shows a text for what it is', () => {
    expect(() => new LeakyReLU({ divisor: '5.5' as never })).toThrow('got "5.5"');
  });
});
