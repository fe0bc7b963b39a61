import { testActivation } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import { describe, expect, it } from 'vitest';
import description, { SmoothLeaky } from '../src/index.js';
import golden from './golden.json' with { type: 'json' };

// To seven digits, by PyTorch where it has the function and by float64 elsewhere; golden.json is mpmath's (tools/golden/activations.py).
testActivation(description, {
  describe,
  it,
  backends: await loadBackends(),
  golden: golden.default,
  reflection: 1.1,
  values: [
    [-2, -0.2620014],
    [-1, -0.2429822],
    [-0.5, -0.1863233],
    [0, 0],
    [0.5, 0.3636767],
    [1, 0.8570178],
    [2, 1.9379986],
    [Infinity, Infinity],
    [-Infinity, -Infinity],
  ],
});

it('keeps its options, also in its config', () => {
  const layer = new SmoothLeaky({ slope: 0.3, steepness: 2 });
  expect(layer).toMatchObject({ slope: 0.3, steepness: 2 });
  expect(layer.getConfig()).toMatchObject({ slope: 0.3, steepness: 2 });
});

it.each<[unknown, string]>([
  [{ alpha: 0.3 }, 'alpha: 0.3 is slope: 0.3'],
  [{ c: 5 }, 'steepness is c / p'],
  [{ slope: 1.5 }, 'got 1.5'],
  [{ steepness: 0 }, 'got 0'],
])('refuses %j', (options, message) => {
  expect(() => new SmoothLeaky(options as object)).toThrow(message);
});
