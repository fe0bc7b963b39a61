import { testActivation } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import { describe, expect, it } from 'vitest';
import description, { Softplus } from '../src/index.js';
import golden from './golden.json' with { type: 'json' };

// To seven digits, by PyTorch where it has the function and by float64 elsewhere; golden.json is mpmath's (tools/golden/activations.py).
testActivation(description, {
  describe,
  it,
  backends: await loadBackends(),
  golden: golden.default,
  reflection: 1,
  values: [
    [-2, 0.126928],
    [-1, 0.3132617],
    [-0.5, 0.474077],
    [0, Math.LN2],
    [0.5, 0.974077],
    [1, 1.3132617],
    [2, 2.126928],
    [Infinity, Infinity],
    [-Infinity, 0],
  ],
});

it('keeps its options, also in its config', () => {
  const layer = new Softplus({ sharpness: 4 });
  expect(layer).toMatchObject({ sharpness: 4 });
  expect(layer.getConfig()).toMatchObject({ sharpness: 4 });
});

it.each<[unknown, string]>([
  [{ beta: 2 }, 'beta: 2 is sharpness: 2'],
  [{ threshold: 20 }, 'It needs none'],
  [{ sharpness: 0 }, 'got 0'],
  [2, 'sharpness: 2'],
])('refuses %j', (options, message) => {
  expect(() => new Softplus(options as object)).toThrow(message);
});
