import {
  differentiate,
  div,
  evaluate,
  lerp,
  max,
  mul,
  neg,
  select,
  sigmoid,
  symbol,
  x,
} from '@rectified/expression';
import { describe, expect, it } from 'vitest';
import { inTheOutput } from '../src/in-the-output.js';
import { separateFactor } from '../src/separate-factor.js';

const a = symbol('parameter', 'a');
const r = symbol('noise', 'r');
const bounds = ({ kind }: { kind: string }): readonly [number, number] =>
  kind === 'noise' ? [0, 1] : kind === 'parameter' ? [1, 1e38] : [-Infinity, Infinity];

describe('separateFactor', () => {
  it.each([
    ['of -x / a^2 on one side', differentiate(select(x, 0, x, div(x, a)), a)],
    ['of x a on the other', select(x, 0, mul(x, a), 0)],
    ['of -(x a)', neg(mul(x, a))],
    ['of what all elements share', mul(a, a)],
    ['of what cannot be separated', sigmoid(mul(x, a))],
    ['of a quotient by what differs', div(a, sigmoid(x))],
    ['of two branches', select(x, 0, mul(x, a), mul(2, a))],
  ])('%s keeps the product', (_, derivative) => {
    const { term, factor } = separateFactor(derivative);
    for (const at of [-2, -0.5, 0, 1, 3])
      expect(evaluate(term, { x: at, a: 1.5 }) * evaluate(factor, { x: at, a: 1.5 })).toBeCloseTo(
        evaluate(derivative, { x: at, a: 1.5 }),
        12,
      );
  });

  it('moves divisions by a learned divisor out of the sum', () => {
    const { term } = separateFactor(differentiate(select(x, 0, x, mul(x, div(1, a))), a));
    expect(term).toEqual(select(x, 0, 0, x));
  });
});

describe('inTheOutput', () => {
  const of = (value: ReturnType<typeof mul>) =>
    inTheOutput(value, { input: differentiate(value, x), parameters: [differentiate(value, a)] }, bounds);

  it.each([
    ['ReLU', max(x, 0)],
    ['a learned divisor', select(x, 0, x, div(x, a))],
    ['a learned slope, written as a product', select(x, 0, x, mul(a, x))],
    ['a slope for both sides', mul(x, a)],
  ])('%s: derivatives in y are those in x', (_, value) => {
    const derivatives = of(value)!;
    for (const at of [-2, -0.5, 0.5, 3]) {
      const [inX, inY] = [
        { x: at, a: 1.5 },
        { x: evaluate(value, { x: at, a: 1.5 }), a: 1.5 },
      ];
      expect(evaluate(derivatives.input, inY)).toBe(evaluate(differentiate(value, x), inX));
      expect(evaluate(derivatives.parameters[0]!, inY)).toBeCloseTo(
        evaluate(differentiate(value, a), inX),
        12,
      );
    }
  });

  it('lists what must not be 0', () => {
    expect(of(select(x, 0, x, mul(x, a)))!.nonzero).toEqual([a]);
    expect(of(max(x, 0))!.nonzero).toEqual([]);
  });

  it.each([
    ['where the sign is lost', mul(x, sigmoid(x))],
    ['of a slope that may be below 0', select(x, 0, x, mul(x, neg(a)))],
    ['where x is needed and not a line', select(x, 0, mul(x, mul(x, a)), mul(x, a))],
    ['where x would come back by noise', select(x, 0, x, mul(x, mul(a, lerp(1, 2, r))))],
  ])('is not %s', (_, value) => {
    expect(of(value)).toBeUndefined();
  });

  it('is, for noise between bounds, where the sign is enough', () => {
    const value = select(x, 0, x, mul(x, div(1, lerp(a, mul(2, a), r))));
    expect(inTheOutput(value, { input: differentiate(value, x), parameters: [] }, bounds)).toBeDefined();
  });
});
