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
  x,
} from '../src/index.js';

it.each<[Expression, string]>([
  [max(x, 0), '\\max(x, 0)'],
  [sub(x, sub(1, x)), 'x - \\left(1 - x\\right)'],
  [sub(sub(x, 1), x), 'x - 1 - x'],
  [mul(add(x, 1), x), '\\left(x + 1\\right) x'],
  [neg(add(x, 1)), '-\\left(x + 1\\right)'],
  [square(x), 'x^2'],
  [square(div(x, 2)), '\\left(\\frac{x}{2}\\right)^2'],
  [square(neg(x)), '\\left(-x\\right)^2'],
  [exp(neg(square(x))), '\\exp(-x^2)'],
  [mul(-2, x), '-2 x'],
  [add(x, mul(-2, x)), 'x + \\left(-2 x\\right)'],
  [mul(x, 3), 'x \\cdot 3'],
  [abs(sqrt(x)), '\\left|\\sqrt{x}\\right|'],
  [constant(1.5e-7), '1.5 \\cdot 10^{-7}'],
  [constant(Math.PI), '3.14159'],
  [
    select(x, 0, x, div(x, symbol('option', 'divisor'))),
    '\\begin{cases} x & x > 0 \\\\ \\frac{x}{\\mathrm{divisor}} & \\text{otherwise} \\end{cases}',
  ],
])('%#: %j', (expression, text) => {
  expect(toTex(expression)).toBe(text);
});

it('takes the letters it is given', () => {
  expect(toTex(mul(symbol('parameter', 'beta'), x), { letters: { beta: '\\beta' } })).toBe('\\beta x');
});
