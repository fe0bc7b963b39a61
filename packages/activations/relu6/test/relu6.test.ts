import { testActivation, usualValues } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import description, { relu6 } from '../src/index.js';
import golden from './golden.json' with { type: 'json' };

// To seven digits, by PyTorch where it has the function and by float64 elsewhere; golden.json is mpmath's (tools/golden/activations.py).
testActivation(description, {
  ...{ describe, it, backends: await loadBackends() },
  golden: golden.default,
  values: usualValues(0, 0, 0, 0, 0.5, 1, 2, 6, 0),
  refusals: [
    [{ maxValue: 5 }, 'tf.layers.reLU({ maxValue }) has another'],
    [{ nam: 'act' }, 'Did you mean "name"?'],
  ],
});

it('has the gradient 0 at 0 and at 6', () => {
  tf.tidy(() => {
    const x = tf.tensor1d([-1, 0, 1e-30, 3, 5.9999995, 6, 7]);
    expect(
      tf
        .grad((x) => relu6(x))(x)
        .arraySync(),
    ).toEqual([0, 0, 1, 1, 1, 0, 0]);
  });
});
