import { expect, it } from 'vitest';
import {
  add,
  constant,
  div,
  type Expression,
  exp,
  max,
  mul,
  neg,
  select,
  square,
  sub,
  symbol,
  toText,
  x,
} from '../src/index.js';

const divisor = symbol('option', 'divisor');

it.each<[Expression, string]>([
  [max(x, 0), 'max(x, 0)'],
  [sub(x, sub(1, x)), 'x - (1 - x)'],
  [sub(sub(x, 1), x), 'x - 1 - x'],
  [mul(add(x, 1), x), '(x + 1) * x'],
  [neg(add(x, 1)), '-(x + 1)'],
  [square(div(x, 2)), '(x / 2)^2'],
  [square(neg(x)), '(-x)^2'],
  [exp(neg(square(x))), 'exp(-x^2)'],
  [mul(-2, x), '-2 * x'],
  [add(x, mul(-2, x)), 'x + (-2 * x)'],
  [div(x, mul(divisor, x)), 'x / (divisor * x)'],
  [div(div(x, 2), 3), 'x / 2 / 3'],
  [mul(x, div(1, divisor)), 'x * (1 / divisor)'],
  [mul(div(1, divisor), x), '1 / divisor * x'],
  [constant(Math.PI), '3.14159'],
  [select(x, 0, x, div(x, divisor)), 'x if x > 0, else x / divisor'],
  [mul(2, select(x, 0, x, select(x, -1, 0, 1))), '2 * (x if x > 0, else (0 if x > -1, else 1))'],
])('%#: %j', (expression, text) => {
  expect(toText(expression)).toBe(text);
});
