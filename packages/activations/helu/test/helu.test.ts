import { testActivation, usualValues } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import description, { HeLU, helu } from '../src/index.js';
import golden from './golden.json' with { type: 'json' };

// To seven digits, by PyTorch where it has the function and by float64 elsewhere; golden.json is mpmath's (tools/golden/activations.py).
testActivation(description, {
  ...{ describe, it, backends: await loadBackends() },
  golden: golden.default,
  surrogateGradient: true,
  values: usualValues(0, 0, 0, 0, 0.5, 1, 2, Infinity, 0),
  refusals: [
    [{ alpha: 0.1 }, 'alpha: 0.1 is gradientThreshold: 0.1'],
    [-0.1, 'gradientThreshold: 0.1'],
    [{ gradientThreshold: -1 }, 'of at least 0, got -1'],
  ],
});

it('passes the gradient down to the threshold, and not at it', () => {
  tf.tidy(() => {
    const x = tf.tensor1d([-1, -0.25, -0.2, 0, 2]);
    const gradient = (gradientThreshold: number) =>
      tf
        .grad((x: tf.Tensor) => helu(x, { gradientThreshold }))(x)
        .arraySync();
    expect(gradient(0.25)).toEqual([0, 0, 1, 1, 1]);
    expect(gradient(0)).toEqual([0, 0, 0, 0, 1]);
    expect(new HeLU().gradientThreshold).toBe(0.05);
  });
});
