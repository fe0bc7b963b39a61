import { testActivation } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import { describe, expect, it } from 'vitest';
import description, { ELU } from '../src/index.js';
import golden from './golden.json' with { type: 'json' };

// To seven digits, by PyTorch where it has the function and by float64 elsewhere; golden.json is mpmath's (tools/golden/activations.py).
testActivation(description, {
  describe,
  it,
  backends: await loadBackends(),
  golden: golden.default,
  values: [
    [-2, -0.8646647],
    [-1, -0.6321206],
    [-0.5, -0.3934693],
    [0, 0],
    [0.5, 0.5],
    [1, 1],
    [2, 2],
    [Infinity, Infinity],
    [-Infinity, -1],
  ],
});

it('keeps its options, also in its config', () => {
  const layer = new ELU({ negativeScale: 0.5 });
  expect(layer).toMatchObject({ negativeScale: 0.5 });
  expect(layer.getConfig()).toMatchObject({ negativeScale: 0.5 });
});

it.each<[unknown, string]>([
  [{ alpha: 0.5 }, 'alpha: 0.5 is negativeScale: 0.5'],
  [0.5, 'negativeScale: 0.5'],
  [{ negativeScale: -1 }, 'of at least 0, got -1'],
  [{ negativeScle: 1 }, 'Did you mean "negativeScale"?'],
])('refuses %j', (options, message) => {
  expect(() => new ELU(options as object)).toThrow(message);
});
