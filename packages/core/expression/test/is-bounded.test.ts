import { describe, expect, it } from 'vitest';
import {
  abs,
  add,
  cos,
  div,
  type Expression,
  exp,
  isBounded,
  mul,
  neg,
  sigmoid,
  square,
  symbol,
  toText,
  x,
} from '../src/index.js';

const beta = symbol('parameter', 'beta');
const decaying: Expression[] = [
  exp(neg(abs(x))),
  exp(neg(square(mul(beta, x)))),
  exp(mul(-0.5, square(x))),
  exp(neg(mul(0.5, square(x)))),
];

describe('the bound of an expression', () => {
  it.each(
    [...decaying, div(1, add(1, exp(x))), cos(x), sigmoid(x), beta].map((e) => [toText(e), e] as const),
  )('of %s is found', (_, expression) => expect(isBounded(expression)).toBe(true));

  it.each(
    [x, exp(x), exp(mul(0.5, square(x))), exp(mul(-0.5, x)), exp(neg(mul(beta, square(x)))), div(1, x)].map(
      (e) => [toText(e), e] as const,
    ),
  )('of %s does not exist', (_, expression) => expect(isBounded(expression)).toBe(false));
});
