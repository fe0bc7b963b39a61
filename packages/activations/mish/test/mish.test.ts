import { testActivation, usualValues } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import { describe, it } from 'vitest';
import description from '../src/index.js';
import golden from './golden.json' with { type: 'json' };

// To seven digits, by PyTorch where it has the function and by float64 elsewhere; golden.json is mpmath's (tools/golden/activations.py).
testActivation(description, {
  ...{ describe, it, backends: await loadBackends() },
  golden: golden.default,
  values: usualValues(-0.2525015, -0.3034015, -0.2207438, 0, 0.3752452, 0.8650984, 1.943959, Infinity, 0),
  refusals: [
    [{ beta: 1 }, 'unknown option "beta"'],
    [{ nam: 'act' }, 'Did you mean "name"?'],
  ],
});
