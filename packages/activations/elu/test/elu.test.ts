import { testActivation, usualValues } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import { describe, it } from 'vitest';
import description from '../src/index.js';
import golden from './golden.json' with { type: 'json' };

// To seven digits, by PyTorch where it has the function and by float64 elsewhere; golden.json is mpmath's (tools/golden/activations.py).
testActivation(description, {
  ...{ describe, it, backends: await loadBackends() },
  golden: golden.default,
  values: usualValues(-0.8646647, -0.6321206, -0.3934693, 0, 0.5, 1, 2, Infinity, -1),
  options: { negativeScale: 0.5 },
  refusals: [
    [{ alpha: 0.5 }, 'alpha: 0.5 is negativeScale: 0.5'],
    [0.5, 'negativeScale: 0.5'],
    [{ negativeScale: -1 }, 'of at least 0, got -1'],
    [{ negativeScle: 1 }, 'Did you mean "negativeScale"?'],
  ],
});
