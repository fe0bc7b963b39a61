import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../src/fold.js';
import {
  add,
  dependsOn,
  differentiate,
  type Expression,
  erf,
  erfc,
  evaluate,
  exp,
  expm1,
  max,
  mul,
  neg,
  same,
  select,
  sigmoid,
  simplify,
  square,
  sub,
  symbol,
  tanh,
  toTex,
  unaryOperations,
  x,
} from '../src/index.js';
import { anyExpression } from './any-expression.js';

const everything = anyExpression(unaryOperations);
const points = fc.record({
  x: fc.double({ min: -8, max: 8, noNaN: true }),
  beta: fc.double({ min: -3, max: 3, noNaN: true }),
});

/** The values of all parts, to see whether one of them is not finite or loses digits in a difference. */
function parts(expression: Expression, at: { x: number; beta: number }): number[] {
  const values: number[] = [];
  fold<void>(expression, (part) => void values.push(evaluate(part, at)));
  return values;
}

describe('a simplified expression', () => {
  it('has the same value wherever all parts are finite', () => {
    fc.assert(
      fc.property(everything, points, (expression, at) => {
        const before = parts(expression, at);
        fc.pre(before.every(Number.isFinite));
        // A comparison of what is equal but for rounding may fall out the other way.
        const exact = simplify(expression);
        const scale = Math.max(1, ...before.map(Math.abs));
        fc.pre(scale < 1e6 && !comparesNearlyEqual(expression, at) && !comparesNearlyEqual(exact, at));
        expect(Math.abs(evaluate(exact, at) - evaluate(expression, at))).toBeLessThan(1e-6 * scale);
      }),
      { numRuns: 2000 },
    );
  });

  it('propagates NaN of the input as long as it depends on it', () => {
    fc.assert(
      fc.property(everything, (expression) => {
        const simple = simplify(expression);
        fc.pre(dependsOn(simple, 'input'));
        const value = evaluate(simple, { x: Number.NaN, beta: 1 });
        // A branch that does not hold x may be taken by a test that does not hold x.
        const original = evaluate(expression, { x: Number.NaN, beta: 1 });
        if (Number.isNaN(original)) fc.pre(Number.isNaN(value) || dependsOnlyInBranches(simple));
      }),
    );
    expect(evaluate(simplify(add(mul(0, x), x)), { x: Number.NaN })).toBeNaN();
    expect(evaluate(simplify(select(x, 0, 1, 0)), { x: Number.NaN })).toBeNaN();
  });

  it('does not change when simplified again', () => {
    fc.assert(
      fc.property(everything, (expression) => {
        const once = simplify(expression);
        expect(toTex(simplify(once))).toBe(toTex(once));
        expect(same(simplify(once), once)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

it('uses forms that do not cancel', () => {
  const u = mul(3, x);
  const cases: readonly (readonly [Expression, Expression])[] = [
    [add(1, erf(u)), erfc(mul(-3, x))],
    [sub(1, erf(u)), erfc(u)],
    [sub(1, sigmoid(u)), sigmoid(mul(-3, x))],
    [add(1, tanh(u)), mul(2, sigmoid(mul(6, x)))],
    [sub(1, tanh(u)), mul(2, sigmoid(mul(-6, x)))],
    [sub(exp(x), 1), expm1(x)],
    [add(-1, exp(x)), expm1(x)],
  ];
  for (const [written, better] of cases) expect(toTex(simplify(written))).toBe(toTex(better));
});

it("moves factors into the branches of ReLU's derivative", () => {
  const dy = symbol('input', 'dy');
  expect(toTex(simplify(mul(dy, differentiate(max(x, 0), x))))).toBe(toTex(select(x, 0, dy, 0)));
  expect(same(simplify(neg(neg(x))), x)).toBe(true);
});

it('the cost of an expression is that of its distinct parts', () => {
  let tower: Expression = x;
  for (let height = 0; height < 400; height++) tower = square(tower); // 2^400 parts written out
  expect(evaluate(simplify(tower), { x: 1 })).toBe(1);
  expect(evaluate(differentiate(tower, x), { x: 0 })).toBe(0);
});

function comparesNearlyEqual(expression: Expression, at: { x: number; beta: number }): boolean {
  let near = false;
  fold<void>(expression, (part) => {
    if (!['select', 'min', 'max', 'abs'].includes(part.op)) return;
    const [a, b] = (part as { args: readonly Expression[] }).args;
    const gap = evaluate(a!, at) - (b === undefined ? 0 : evaluate(b, at));
    if (Math.abs(gap) < 1e-6) near = true;
  });
  return near;
}

function dependsOnlyInBranches(expression: Expression): boolean {
  return fold<boolean>(expression, (part, args) => {
    if (part.op === 'select') return true;
    return args.some(Boolean);
  });
}
