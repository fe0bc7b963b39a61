import { testActivation, usualValues } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import { describe, it } from 'vitest';
import description from '../src/index.js';
import golden from './golden.json' with { type: 'json' };

// To seven digits, by PyTorch where it has the function and by float64 elsewhere; golden.json is mpmath's (tools/golden/activations.py).
testActivation(description, {
  ...{ describe, it, backends: await loadBackends() },
  golden: golden.default,
  reflection: 1.1,
  values: usualValues(
    -0.2620014,
    -0.2429822,
    -0.1863233,
    0,
    0.3636767,
    0.8570178,
    1.9379986,
    Infinity,
    -Infinity,
  ),
  options: { slope: 0.3, steepness: 2 },
  refusals: [
    [{ alpha: 0.3 }, 'alpha: 0.3 is slope: 0.3'],
    [{ c: 5 }, 'steepness is c / p'],
    [{ slope: 1.5 }, 'got 1.5'],
    [{ steepness: 0 }, 'got 0'],
  ],
});
