import { testActivation, usualValues } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import description, { rescu } from '../src/index.js';
import golden from './golden.json' with { type: 'json' };

// To seven digits, by PyTorch where it has the function and by float64 elsewhere; golden.json is mpmath's (tools/golden/activations.py).
testActivation(description, {
  ...{ describe, it, backends: await loadBackends() },
  golden: golden.default,
  reflection: 1.01,
  values: usualValues(-0.02, -0.01, -0.005, 0.02475, 0.5, 1, 2, Infinity, -Infinity),
  refusals: [
    [{ g_minus: 0.1 }, 'g_minus: 0.1 is lowerSlope: 0.1'],
    [{ beta: 1 }, 'upperWidth: 1'],
    [{ t: 1 }, 'offset is t + lowerWidth * lowerSlope'],
    [{ lowerWidth: -1 }, 'of at least 0, got -1'],
  ],
});

it('is SmeLU with the slopes 0 and 1 and equal widths', () => {
  const options = { lowerSlope: 0, lowerWidth: 1, upperWidth: 1 };
  const y = tf.tidy(() => rescu([-2, -1, -0.5, 0, 0.5, 1, 2], options).arraySync());
  expect(y).toEqual([0, 0, 0.0625, 0.25, 0.5625, 1, 2]);
});

it('is two lines if both widths are 0, and is shifted by its offset', () => {
  tf.tidy(() => {
    const kinked = { lowerSlope: 0.25, upperSlope: 2, lowerWidth: 0, upperWidth: 0, offset: 1 };
    expect(rescu([-4, 0, 3], kinked).arraySync()).toEqual([0, 1, 7]);
    // Joints at -1 and 3: the upper line starts at f(3) = -1/4 + 1 + (7/4)(4)/2 + ..., by equation 11 with t = 3/4.
    const skewed = { lowerSlope: 0.25, upperSlope: 2, lowerWidth: 1, upperWidth: 3, offset: 1 };
    expect(rescu([-5, -1, 1, 3, 5], skewed).arraySync()).toEqual([-0.25, 0.75, 2.125, 5.25, 9.25]);
  });
});
