import { testActivation } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import { describe, expect, it } from 'vitest';
import description, { GELU } from '../src/index.js';
import golden from './golden.json' with { type: 'json' };

// To seven digits, by PyTorch where it has the function and by float64 elsewhere; golden.json is mpmath's (tools/golden/activations.py).
testActivation(description, {
  describe,
  it,
  backends: await loadBackends(),
  golden: golden.default,
  variantGolden: { tanh: golden.tanh },
  reflection: 1,
  values: [
    [-2, -0.0455003],
    [-1, -0.1586553],
    [-0.5, -0.1542688],
    [0, 0],
    [0.5, 0.3457312],
    [1, 0.8413447],
    [2, 1.9544997],
    [Infinity, Infinity],
    [-Infinity, 0],
  ],
  variantValues: {
    tanh: [
      [-2, -0.0454023],
      [-1, -0.158808],
      [-0.5, -0.154286],
      [0, 0],
      [0.5, 0.345714],
      [1, 0.841192],
      [2, 1.9545977],
    ],
  },
});

it('keeps its options, also in its config', () => {
  const layer = new GELU({ form: 'tanh' });
  expect(layer).toMatchObject({ form: 'tanh' });
  expect(layer.getConfig()).toMatchObject({ form: 'tanh' });
});

it.each<[unknown, string]>([
  [{ approximate: 'tanh' }, 'form: "tanh"'],
  [{ approximate: 'none' }, 'form: "erf"'],
  [{ approximate: false }, 'form: "erf"'],
  [{ form: 'sigmoid' }, 'expected "erf" or "tanh"'],
  [{ frm: 'erf' }, 'Did you mean "form"?'],
])('refuses %j', (options, message) => {
  expect(() => new GELU(options as object)).toThrow(message);
});
