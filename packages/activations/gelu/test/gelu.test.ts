import { testActivation, usualValues } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import { describe, it } from 'vitest';
import description from '../src/index.js';
import golden from './golden.json' with { type: 'json' };

// To seven digits, by PyTorch where it has the function and by float64 elsewhere; golden.json is mpmath's (tools/golden/activations.py).
testActivation(description, {
  ...{ describe, it, backends: await loadBackends() },
  golden: golden.default,
  variantGolden: { tanh: golden.tanh },
  reflection: 1,
  values: usualValues(-0.0455003, -0.1586553, -0.1542688, 0, 0.3457312, 0.8413447, 1.9544997, Infinity, 0),
  variantValues: {
    tanh: usualValues(-0.0454023, -0.158808, -0.154286, 0, 0.345714, 0.841192, 1.9545977, Infinity, 0),
  },
  options: { form: 'tanh' },
  refusals: [
    [{ approximate: 'tanh' }, 'form: "tanh"'],
    [{ approximate: 'none' }, 'form: "erf"'],
    [{ approximate: false }, 'form: "erf"'],
    [{ form: 'sigmoid' }, 'expected "erf" or "tanh"'],
    [{ frm: 'erf' }, 'Did you mean "form"?'],
  ],
});
