import { testActivation, usualValues } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import description, { Swish, silu, swish } from '../src/index.js';
import golden from './golden.json' with { type: 'json' };

// To seven digits, by PyTorch where it has the function and by float64 elsewhere; golden.json is mpmath's (tools/golden/activations.py).
const values = usualValues(
  -0.2384058,
  -0.2689414,
  -0.1887703,
  0,
  0.3112297,
  0.7310586,
  1.7615942,
  Infinity,
  0,
);

testActivation(description, {
  ...{ describe, it, backends: await loadBackends() },
  golden: golden.default,
  variantGolden: { silu: golden.silu },
  reflection: 1,
  values,
  variantValues: { silu: values },
  refusals: [
    [{ beta_init: 2 }, 'initialBeta: 2'],
    [{ alpha: 1 }, 'initialBeta: 1'],
    [{ learned: 'alpha' }, 'expected "beta" or "nothing"'],
    [1, 'initialBeta: 1'],
    [{ initialBeta: Number.NaN }, 'got NaN'],
  ],
});

it('gives beta the gradient x² s(x) s(-x): 0.4199743, 0.1966119, 0.0587509 and 0 at 2, 1, 0.5 and 0', () => {
  tf.tidy(() => {
    for (const [x, expected] of [
      [2, 0.4199743],
      [-2, 0.4199743],
      [1, 0.1966119],
      [0.5, 0.0587509],
      [0, 0],
    ] as const) {
      const dbeta = tf
        .grad((beta) => swish([x], beta))(tf.scalar(1))
        .dataSync()[0]!;
      expect(Math.abs(dbeta - expected)).toBeLessThan(1e-7);
    }
  });
});

it('has the minimum -0.2784645 at -1.2784645, and is x/2 for a beta of 0', () => {
  tf.tidy(() => {
    expect(silu([-1.2784645]).dataSync()[0]).toBeCloseTo(-0.2784645, 7);
    expect(
      tf
        .grad((x) => silu(x))(tf.tensor1d([-1.2784645]))
        .dataSync()[0],
    ).toBeCloseTo(0, 6);
    expect(swish([-3, 5], 0).arraySync()).toEqual([-1.5, 2.5]);
    expect(silu([-3, 5]).arraySync()).toEqual(swish([-3, 5], 1).arraySync());
  });
});

it('learns one beta for each channel, without decay; SiLU learns nothing', () => {
  tf.tidy(() => {
    const layer = new Swish({ name: 'act', initialBeta: 0.5 });
    layer.apply(tf.zeros([1, 4, 4, 3]));
    expect(layer.weights.map(({ originalName, shape }) => [originalName, shape])).toEqual([
      ['act/beta', [3]],
    ]);
    expect([...layer.weights[0]!.read().dataSync()]).toEqual([0.5, 0.5, 0.5]);
    expect(layer.parameterUpdates).toEqual({ beta: { rateFactor: 1, decayFactor: 0 } });
    const fixed = new Swish({ learned: 'nothing' });
    fixed.apply(tf.zeros([1, 3]));
    expect(fixed.weights).toEqual([]);
    expect([fixed.learned, fixed.initialBeta]).toEqual(['nothing', 1]);
  });
});
