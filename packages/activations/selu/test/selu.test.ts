import { testActivation, usualValues } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import { heFanIn, lecunNormal } from '@rectified/layers';
import { normal } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { alphaDropoutDescription } from '../src/alpha-dropout.js';
import description, { AlphaDropout, alphaDropout, selu } from '../src/index.js';
import golden from './golden.json' with { type: 'json' };

const backends = await loadBackends();

// To seven digits, by PyTorch where it has the function and by float64 elsewhere; golden.json is mpmath's (tools/golden/activations.py).
testActivation(description, {
  describe,
  it,
  backends,
  golden: golden.default,
  values: usualValues(
    -1.5201665,
    -1.1113307,
    -0.6917582,
    0,
    0.5253505,
    1.050701,
    2.101402,
    Infinity,
    -1.7580993,
  ),
  refusals: [
    [{ alpha: 1.6 }, '@rectified/elu has a scale'],
    [{ nam: 'act' }, 'Did you mean "name"?'],
  ],
});

const noise = { seed: 1, stream: 2, step: 3 };
/** Mean and mean square. */
const moments = (y: tf.Tensor) => [tf.mean(y), tf.mean(tf.square(y))].map((moment) => moment.dataSync()[0]!);
const near = ([mean, square]: number[], tolerance: number) => {
  expect(Math.abs(mean!)).toBeLessThan(tolerance);
  expect(Math.abs(square! - 1)).toBeLessThan(tolerance);
};

it('preserves mean 0 and mean square 1, and so does alpha dropout after it', async () => {
  await tf.setBackend('cpu');
  tf.tidy(() => {
    const y = selu(tf.tensor1d(normal(1e5, noise)));
    // More than three standard errors of either moment.
    near(moments(y), 0.02);
    for (const rate of [0.05, 0.5]) near(moments(alphaDropout(y, { rate, training: true, noise })), 0.03);
  });
});

it('preserves them through eight dense layers with LeCun weights, but not with He weights', async () => {
  await tf.setBackend(backends[0]!);
  tf.tidy(() => {
    const through = (weights: (layer: number) => tf.Tensor2D) => {
      let x: tf.Tensor2D = tf.tensor2d(normal(200 * 128, noise), [200, 128]);
      for (let layer = 0; layer < 8; layer++) x = selu(tf.matMul(x, weights(layer)));
      return moments(x);
    };
    const drawn = (of: typeof heFanIn) => (stream: number) =>
      of({ seed: 1, stream }).apply([128, 128]) as tf.Tensor2D;
    near(through(drawn(lecunNormal)), 0.3);
    expect(through(drawn(heFanIn))[1]).toBeGreaterThan(1.5);
  });
});

describe('alpha dropout', () => {
  testActivation(alphaDropoutDescription, {
    describe,
    it,
    backends,
    values: [
      [-2, -2],
      [0, 0],
      [3, 3],
      [Infinity, Infinity],
      [-Infinity, -Infinity],
    ],
  });

  it("turns elements into a x + b or a d + b, with the paper's constants", () => {
    const rate = 0.25;
    const d = -1.7580993408473766;
    const a = ((1 - rate) * (1 + rate * d ** 2)) ** -0.5;
    const b = -a * d * rate;
    const y = tf.tidy(() => alphaDropout(tf.fill([4000], 2), { rate, training: true, noise }).dataSync());
    const near = (expected: number) => y.filter((value) => Math.abs(value - expected) < 1e-6).length;
    const [dropped, kept] = [near(a * d + b), near(a * 2 + b)];
    expect(dropped + kept).toBe(4000);
    expect(Math.abs(dropped - 1000)).toBeLessThan(3 * Math.sqrt(4000 * rate * (1 - rate)));
  });

  it('drops nothing at a rate of 0, and names the allowed rates', () => {
    const y = tf.tidy(() => alphaDropout([1, -2], { rate: 0, training: true, noise }).arraySync());
    expect(y).toEqual([1, -2]);
    expect(new AlphaDropout({ rate: 0.05 }).rate).toBe(0.05);
    expect(() => new AlphaDropout({ rate: 1 })).toThrow('rate of Alpha dropout');
    expect(() => new AlphaDropout({ p: 0.2 } as object)).toThrow('p: 0.2 is rate: 0.2');
  });
});
