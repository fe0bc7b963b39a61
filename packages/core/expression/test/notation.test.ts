import { expect, it } from 'vitest';
import {
  abs,
  add,
  constant,
  div,
  type Expression,
  exp,
  max,
  mul,
  neg,
  select,
  sqrt,
  square,
  sub,
  symbol,
  toTex,
  toText,
  x,
} from '../src/index.js';

const divisor = symbol('option', 'divisor');

it.each<[expression: Expression, text: string, tex: string]>([
  [max(x, 0), 'max(x, 0)', '\\max(x, 0)'],
  [sub(x, sub(1, x)), 'x - (1 - x)', 'x - \\left(1 - x\\right)'],
  [sub(sub(x, 1), x), 'x - 1 - x', 'x - 1 - x'],
  [mul(add(x, 1), x), '(x + 1) * x', '\\left(x + 1\\right) x'],
  [neg(add(x, 1)), '-(x + 1)', '-\\left(x + 1\\right)'],
  [square(x), 'x^2', 'x^2'],
  [square(div(x, 2)), '(x / 2)^2', '\\left(\\frac{x}{2}\\right)^2'],
  [square(neg(x)), '(-x)^2', '\\left(-x\\right)^2'],
  [exp(neg(square(x))), 'exp(-x^2)', '\\exp(-x^2)'],
  [mul(-2, x), '-2 * x', '-2 x'],
  [add(x, mul(-2, x)), 'x + (-2 * x)', 'x + \\left(-2 x\\right)'],
  [mul(x, 3), 'x * 3', 'x \\cdot 3'],
  [abs(sqrt(x)), 'abs(sqrt(x))', '\\left|\\sqrt{x}\\right|'],
  [constant(1.5e-7), '1.5e-7', '1.5 \\cdot 10^{-7}'],
  [constant(Math.PI), '3.14159', '3.14159'],
  [div(x, mul(divisor, x)), 'x / (divisor * x)', '\\frac{x}{\\mathrm{divisor} x}'],
  [div(div(x, 2), 3), 'x / 2 / 3', '\\frac{\\frac{x}{2}}{3}'],
  [mul(x, div(1, divisor)), 'x * (1 / divisor)', 'x \\frac{1}{\\mathrm{divisor}}'],
  [mul(div(1, divisor), x), '1 / divisor * x', '\\frac{1}{\\mathrm{divisor}} x'],
  [
    select(x, 0, x, div(x, divisor)),
    'x if x > 0, else x / divisor',
    '\\begin{cases} x & x > 0 \\\\ \\frac{x}{\\mathrm{divisor}} & \\text{otherwise} \\end{cases}',
  ],
  [
    mul(2, select(x, 0, x, select(x, -1, 0, 1))),
    '2 * (x if x > 0, else (0 if x > -1, else 1))',
    '2 \\begin{cases} x & x > 0 \\\\ \\begin{cases} 0 & x > -1 \\\\ 1 & \\text{otherwise} \\end{cases} & \\text{otherwise} \\end{cases}',
  ],
])('%#: %j', (expression, text, tex) => {
  expect(toText(expression)).toBe(text);
  expect(toTex(expression)).toBe(tex);
});

it('writes symbols in TeX with the letters given', () => {
  expect(toTex(mul(symbol('parameter', 'beta'), x), { letters: { beta: '\\beta' } })).toBe('\\beta x');
});
