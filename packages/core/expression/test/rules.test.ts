import { describe, expect, it } from 'vitest';
import {
  abs,
  add,
  clip,
  differentiate,
  div,
  evaluate,
  max,
  min,
  mul,
  select,
  sigmoid,
  sqrt,
  symbol,
  x,
} from '../src/index.js';

const infinity = Number.POSITIVE_INFINITY;
const slope = symbol('parameter', 'slope');

describe('rule N: NaN in, NaN out', () => {
  it.each([
    ['max', max(x, 0)],
    ['max, other way round', max(0, x)],
    ['min', min(x, 1)],
    ['select', select(x, 0, 1, 2)],
    ['select by another', select(0, x, 1, 2)],
    ['the derivative of max', differentiate(max(x, 0), x)],
    ['clip', clip(x, 0, 6)],
    ['a closed gate', mul(x, 0)],
  ])('%s', (_, expression) => {
    expect(evaluate(expression, { x: Number.NaN })).toBeNaN();
  });
});

it('rule N applies to parameters, and to NaN that the formula makes of numbers', () => {
  expect(evaluate(select(slope, 0, x, 2), { x: 1, slope: Number.NaN })).toBeNaN();
  expect(evaluate(mul(x, slope), { x: 0, slope: Number.NaN })).toBeNaN();
  expect(evaluate(max(sqrt(x), 0), { x: -1 })).toBeNaN();
});

describe('rule Z: a closed gate makes even an infinity 0', () => {
  it('if it depends on the input', () => {
    const swish = mul(x, sigmoid(x));
    expect(evaluate(swish, { x: -infinity })).toBe(0);
    expect(evaluate(differentiate(swish, x), { x: -infinity })).toBe(0);
  });

  it('but a parameter or a constant of 0 is not a gate', () => {
    expect(evaluate(mul(x, slope), { x: -infinity, slope: 0 })).toBeNaN();
    expect(evaluate(mul(slope, x), { x: infinity, slope: 0 })).toBeNaN();
  });
});

describe('rule T: a tie goes to the second', () => {
  it('in values', () => {
    expect(evaluate(max(x, 0), { x: -0 })).toBe(0);
    expect(evaluate(max(0, x), { x: -0 })).toBe(-0);
    expect(evaluate(select(x, 1, 2, 3), { x: 1 })).toBe(3);
  });

  it('in derivatives: the choices of the activations at their kinks', () => {
    const at = (expression: Parameters<typeof differentiate>[0], value: number) =>
      evaluate(differentiate(expression, x), { x: value });
    expect(at(max(x, 0), 0)).toBe(0); // ReLU
    expect(at(clip(x, 0, 6), 6)).toBe(0); // ReLU6
    expect(at(mul(x, div(clip(add(x, 3), 0, 6), 6)), 3)).toBe(1); // hard-swish
    expect(at(abs(x), 0)).toBe(-1);
  });
});

it('missing values are named', () => {
  expect(() => evaluate(mul(x, slope), { x: 1 })).toThrow('no number for slope: got x');
  expect(() => evaluate(symbol('option', 'toString'), {})).toThrow('no number for toString');
});
