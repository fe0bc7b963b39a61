import { expect, it } from 'vitest';
import { formulaText } from '../src/index.js';
import { gelu, mish, swish } from './formulas.js';

it.each([
  [mish.definition, {}, 'x * tanh(softplus(x))'],
  [swish.definition, { initialBeta: 2 }, 'x * sigmoid(beta * x)'],
])('%#: as its author wrote it', (definition, config, text) => {
  expect(formulaText(definition, config)).toBe(text);
});

it('depends on choices', () => {
  const text = (form: string) => formulaText(gelu.definition, { form });
  expect(text('tanh')).not.toBe(text('erf'));
  expect(text('erf')).toContain('erf');
});
