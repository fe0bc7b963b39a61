import { testActivation, usualValues } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import description, { RandomizedSmoothLeaky, randomizedSmoothLeaky } from '../src/index.js';
import golden from './golden.json' with { type: 'json' };

// To seven digits, by PyTorch where it has the function and by float64 elsewhere; golden.json is mpmath's (tools/golden/activations.py).
testActivation(description, {
  ...{ describe, it, backends: await loadBackends() },
  golden: golden.default,
  reflection: 1.229,
  values: usualValues(
    -0.5111145,
    -0.3514881,
    -0.2312836,
    0,
    0.3832164,
    0.8775119,
    1.9468855,
    Infinity,
    -Infinity,
  ),
  refusals: [
    [{ lower: 0.1 }, 'lower: 0.1 is lowerSlope: 0.1'],
    [{ lowerSlope: 0.5 }, 'expected 0 <= lowerSlope <= upperSlope <= 1, got 0.5 and 0.333'],
    [{ p: 3 }, 'steepness is c / p'],
    [{ seed: -1 }, 'seed of Randomized Smooth-Leaky'],
  ],
});

const noise = { seed: 1, stream: 2, step: 3 };

it('draws a slope between the bounds for every element, with the mean of inference', () => {
  tf.tidy(() => {
    const n = 1e5;
    const y = randomizedSmoothLeaky(tf.fill([n], -1), { training: true, noise }).dataSync();
    let [least, most, sum] = [0, -1, 0];
    for (const v of y) [least, most, sum] = [Math.min(least, v), Math.max(most, v), sum + v];
    // The two ends are by float64; three standard errors of a uniform mean.
    expect(least).toBeGreaterThanOrEqual(-0.4389658);
    expect(most).toBeLessThanOrEqual(-0.2640104);
    expect(Math.abs(sum / n + 0.3514881)).toBeLessThan((3 * 0.1749552) / Math.sqrt(12 * n));
    expect(new Set(y.slice(0, 400)).size).toBeGreaterThanOrEqual(399);
  });
});

it('says how to pass `training`, which elsewhere is an argument of its own', () => {
  expect(() => randomizedSmoothLeaky(1, true as never)).toThrow('true is training: true');
});

it('has the given slopes', () => {
  const layer = new RandomizedSmoothLeaky({ lowerSlope: 0.2, upperSlope: 0.2 });
  expect([layer.lowerSlope, layer.upperSlope]).toEqual([0.2, 0.2]);
  tf.tidy(() => {
    const x = tf.tensor2d([[-2, 0, 1]]);
    const [fixed, random] = [false, true].map((training) =>
      (layer.apply(x, { training }) as tf.Tensor).arraySync(),
    );
    expect(random).toEqual(fixed);
  });
});
