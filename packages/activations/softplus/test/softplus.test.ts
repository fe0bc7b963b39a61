import { testActivation, usualValues } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import { describe, it } from 'vitest';
import description from '../src/index.js';
import golden from './golden.json' with { type: 'json' };

// To seven digits, by PyTorch where it has the function and by float64 elsewhere; golden.json is mpmath's (tools/golden/activations.py).
testActivation(description, {
  ...{ describe, it, backends: await loadBackends() },
  golden: golden.default,
  reflection: 1,
  values: usualValues(0.126928, 0.3132617, 0.474077, Math.LN2, 0.974077, 1.3132617, 2.126928, Infinity, 0),
  options: { sharpness: 4 },
  refusals: [
    [{ beta: 2 }, 'beta: 2 is sharpness: 2'],
    [{ threshold: 20 }, 'It needs none'],
    [{ sharpness: 0 }, 'got 0'],
    [2, 'sharpness: 2'],
  ],
});
