import { expect, it } from 'vitest';
import { activation, div, formulaText, mul, neg, select, uniform } from '../src/index.js';
import { gelu, mish, swish } from './formulas.js';

it.each([
  [mish.definition, {}, 'x * tanh(softplus(x))'],
  [swish.definition, { initialBeta: 2 }, 'x * sigmoid(beta * x)'],
])('%#: as its author wrote it', (definition, config, text) => {
  expect(formulaText(definition, config)).toEqual({ formula: text });
});

it('includes the form of inference and a declared gradient', () => {
  const { definition } = activation({
    ...{ name: 'test', title: 'Test' },
    options: { bound: { default: 1 } },
    noise: { r: uniform },
    formula: ({ x, r }) => select(x, 0, x, mul(r, x)),
    inference: ({ x }) => select(x, 0, x, div(x, 5.5)),
    derivative: ({ x, bound }) => select(x, neg(bound), 1, 0),
  });
  expect(formulaText(definition)).toEqual({
    formula: 'x if x > 0, else r * x',
    inference: 'x if x > 0, else x / 5.5',
    derivative: '1 if x > -bound, else 0',
  });
});

it('depends on choices', () => {
  const text = (form: string) => formulaText(gelu.definition, { form }).formula;
  expect(text('tanh')).not.toBe(text('erf'));
  expect(text('erf')).toContain('erf');
});
