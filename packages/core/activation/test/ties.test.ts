import { loadBackends } from '@rectified/backend';
import {
  abs,
  add,
  type Expression,
  evaluate,
  exp,
  max,
  min,
  mul,
  select,
  sigmoid,
  square,
  sub,
  tanh,
  x,
} from '@rectified/expression';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkTies } from '../src/testing/check-ties.js';
import { findTies } from '../src/testing/find-ties.js';
import { faultsOf } from './faults-of.js';
import { formulaOf } from './formula-of.js';
import { branchFreeSmelu } from './formulas.js';

// The same cases every time; RECTIFIED_SEED gives others.
fc.configureGlobal({ seed: Number(process.env.RECTIFIED_SEED ?? 1505) });

beforeAll(async () => {
  await loadBackends();
  await tf.setBackend('cpu');
});

/** An expression, and the inputs at which something in it ties. */
interface Kinked {
  readonly expression: Expression;
  readonly kinks: readonly number[];
}

const near = fc.double({ min: -30, max: 30, noNaN: true });
const far = fc
  .tuple(fc.double({ min: -12, max: 19, noNaN: true }), fc.constantFrom(-1, 1))
  .map(([power, sign]) => sign * 2 ** power);
const small = fc.double({ min: 1e-3, max: 0.1, noNaN: true });
const factor = fc.constantFrom(-7, -1, -0.3, 0.1, 1, 3, 50);
const smooth = fc.constantFrom<Expression>(
  x,
  mul(x, x),
  sigmoid(x),
  tanh(mul(3, x)),
  exp(mul(0.1, x)),
  add(x, 2),
);

/** What is 0 at known inputs only: goes through 0, touches it, or goes through it twice within a little. */
const zero: fc.Arbitrary<Kinked> = fc.oneof(
  fc.tuple(fc.oneof(near, far), factor).map(([k, by]) => ({ expression: mul(by, sub(x, k)), kinks: [k] })),
  near.map((k) => ({ expression: sub(k, x), kinks: [k] })),
  fc.double({ min: -3, max: 3, noNaN: true }).map((k) => ({
    expression: sub(tanh(x), Math.tanh(k)),
    kinks: [k],
  })),
  near.map((k) => ({ expression: sub(exp(mul(0.1, x)), Math.exp(0.1 * k)), kinks: [k] })),
  fc.tuple(near, factor).map(([k, by]) => ({ expression: mul(by, square(sub(x, k))), kinks: [k] })),
  fc.tuple(near, small).map(([k, step]) => ({
    expression: mul(sub(x, k), sub(x, k + step)),
    kinks: [k, k + step],
  })),
);

/** Something with a comparison that is a tie there. */
const kink: fc.Arbitrary<Kinked> = fc
  .tuple(zero, smooth, smooth, fc.integer({ min: 0, max: 6 }))
  .map(([{ expression: u, kinks }, f, g, form]) => ({
    kinks,
    expression: [
      max(u, 0),
      min(0, u),
      abs(u),
      select(u, 0, f, g),
      select(0, u, f, g),
      // Two functions that meet.
      max(add(sigmoid(x), u), sigmoid(x)),
      min(tanh(x), sub(tanh(x), u)),
    ][form]!,
  }));

/** Small expressions of kinks at known inputs. */
const kinked = fc.letrec<{ kinked: Kinked }>((tie) => ({
  kinked: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    kink,
    fc
      .tuple(tie('kinked'), smooth)
      .map(([{ expression, kinks }, f]) => ({ expression: mul(f, expression), kinks })),
    tie('kinked').map(({ expression, kinks }) => ({ expression: tanh(expression), kinks })),
    fc
      .tuple(tie('kinked'), tie('kinked'))
      .map(([a, b]) => ({ expression: add(a.expression, b.expression), kinks: [...a.kinks, ...b.kinks] })),
    // Inside of branches, and in what they are chosen by.
    fc.tuple(tie('kinked'), kink, smooth).map(([a, b, f]) => ({
      expression: select(f, 100, a.expression, b.expression),
      kinks: [...a.kinks, ...b.kinks],
    })),
  ),
})).kinked;

it('every tie is found', () => {
  fc.assert(
    fc.property(kinked, ({ expression, kinks }) => {
      const found = findTies([expression], {});
      for (const k of kinks)
        expect(Math.min(...found.map((tie) => Math.abs(tie - k))), `the tie at ${k}`).toBeLessThanOrEqual(
          1e-6 * Math.max(1, Math.abs(k)),
        );
    }),
    { numRuns: 300 },
  );
});

const subjectOf = (name: string, definition: object) => ({
  layer: formulaOf(name, definition).layer,
  config: undefined,
  kinks: [],
});

describe('a derivative that does not lie between its two sides', () => {
  it('is found at any kink', () => {
    fc.assert(
      fc.property(fc.oneof(near, far), fc.constantFrom(-2, 1.5, 5), (k, wrong) => {
        const sound = select(x, k, 1, 0);
        const spike = select(x, k, 1, select(k, x, 0, wrong));
        const ramp = { formula: () => max(sub(x, k), 0) };
        checkTies(subjectOf('Ramp', { ...ramp, derivative: () => sound }));
        expect(() => checkTies(subjectOf('Spike', { ...ramp, derivative: () => spike }))).toThrow(
          /^in training: at x = \S+ the derivative is \S+, which is not between those of both sides, 0 and 1\. Write/,
        );
      }),
      { numRuns: 50 },
    );
  });

  it('is found where rounding separates two kinks', () => {
    // x, as a sum of two terms with a kink at 0.7; neither is computed as the other, and 0.7 / 0.1 is not 7.
    const formula = () => add(min(mul(10, x), 7), max(sub(mul(10, x), 7), 0));
    const apart = () => add(min(mul(x, 3), 0.3), max(sub(mul(3, sub(x, 0.1)), 0), 0));
    expect([0.1, 0.7].map((at) => evaluate(apart(), { x: at }))).toEqual([
      expect.closeTo(0.3),
      expect.closeTo(2.1),
    ]);
    for (const sum of [formula, apart])
      expect(() => checkTies(subjectOf('Sum', { formula: sum }))).toThrow(
        /the derivative is 0, which is not between those of both sides/,
      );
  });

  it('is found where functions touch, and for large inputs', () => {
    for (const [at, formula] of [
      [0.3, () => add(min(square(sub(x, 0.3)), 0), x)],
      [100_000, () => add(max(x, 1e5), min(x, 1e5))],
    ] as const)
      expect(findTies([formula()], {}).some((tie) => Math.abs(tie - at) < 1e-6)).toBe(true);
    expect(() =>
      checkTies(subjectOf('Far', { formula: () => add(min(x, 1e5), max(sub(x, 1e5), 0)) })),
    ).toThrow('at x = 100000 the derivative is 0');
  });

  it('is why SmeLU without branches is refused, with any width', async () => {
    const name = 'has derivatives between those of both sides of a kink';
    const faults = await faultsOf(branchFreeSmelu);
    expect(faults[name]).toBe(
      'in training: at x = 1 the derivative is 0, which is not between those of both sides, 0.9999995231628418 and 1. ' +
        'Write the formula without a sum of kinks, or give its derivative',
    );
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 20, noNaN: true }), (halfWidth) => {
        const subject = { layer: branchFreeSmelu.layer, config: { halfWidth }, kinks: [] };
        expect(() => checkTies(subject)).toThrow(/the derivative is \S+, which is not between/);
      }),
      { numRuns: 50 },
    );
  });
});
