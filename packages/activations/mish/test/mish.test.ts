import { testActivation } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import { describe, expect, it } from 'vitest';
import description, { Mish } from '../src/index.js';
import golden from './golden.json' with { type: 'json' };

// To seven digits, by PyTorch where it has the function and by float64 elsewhere; golden.json is mpmath's (tools/golden/activations.py).
testActivation(description, {
  describe,
  it,
  backends: await loadBackends(),
  golden: golden.default,
  values: [
    [-2, -0.2525015],
    [-1, -0.3034015],
    [-0.5, -0.2207438],
    [0, 0],
    [0.5, 0.3752452],
    [1, 0.8650984],
    [2, 1.943959],
    [Infinity, Infinity],
    [-Infinity, 0],
  ],
});

it.each<[unknown, string]>([
  [{ beta: 1 }, 'unknown option "beta"'],
  [{ nam: 'act' }, 'Did you mean "name"?'],
])('refuses %j', (options, message) => {
  expect(() => new Mish(options as object)).toThrow(message);
});
