import { closeTo } from '@rectified/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bcaOf } from '../src/bca-interval.js';
import { bcaInterval, pairsNeeded, signFlipTest, signFlipTests } from '../src/index.js';
import golden from './golden.json' with { type: 'json' };

describe(`against ${golden.by}`, () => {
  it.each(golden.signFlip)('signFlipTest of $a and $b', ({ a, b, p, exact }) => {
    const test = signFlipTest(a, b);
    expect(test.exact).toBe(exact);
    // Two samples of flips differ by chance: by less than 4 deviations of a share of 99,999 and one of 200,000.
    closeTo([test.p], [p], {
      absolute: exact ? 1e-12 : 4 * Math.sqrt(p * (1 - p) * (1 / 99_999 + 1 / 200_000)),
      relative: 0,
    });
  });

  it.each(golden.steppedFlips)('signFlipTests of $differences', ({ differences, adjusted }) => {
    closeTo(
      signFlipTests(differences).map((test) => test.adjusted),
      adjusted,
    );
  });

  it.each(golden.bca)('bcaInterval of $values', ({ values, confidence, means, ...expected }) => {
    const { low, high } = bcaOf(Float64Array.from(means), values, confidence);
    closeTo([low, high], [expected.low, expected.high], { absolute: 1e-9, relative: 1e-7 });
    const own = bcaInterval(values, { confidence, resamples: 20_000 });
    const byChance = { absolute: 0.1 * expected.error, relative: 0 };
    closeTo([own.low, own.high], [expected.lowOfMany, expected.highOfMany], byChance);
  });

  it.each(golden.pairs)('pairsNeeded for $mean ± $deviation', ({ pairs, margin, level, power, ...seen }) => {
    expect(pairsNeeded(seen, { level, power, ...(margin !== null && { margin }) })).toBe(pairs);
  });
});

describe('signFlipTest', () => {
  it('needs six pairs for 0.05, since all signs but two are further from the middle', () => {
    const alike = (n: number) => signFlipTest(new Array(n).fill(0.1), new Array(n).fill(0.2)).p;
    expect([1, 2, 5, 6, 20].map(alike)).toEqual([1, 0.5, 0.0625, 0.03125, 2 ** -19]);
  });

  it('counts ties that float64 rounds apart', () => {
    // 0.3 - 0.2 and 0.2 - 0.1 are the same difference: of the four sums two are as large as the one seen.
    expect(signFlipTest([0.3, 0.2], [0.2, 0.1]).p).toBe(0.5);
    expect(signFlipTest([0.3, 0.1], [0.2, 0.2]).p).toBe(1);
  });

  it('of equal arms is 1, of NaN is NaN', () => {
    expect(signFlipTest([1, 2, 3], [1, 2, 3])).toEqual({ n: 3, mean: 0, p: 1, exact: true });
    expect(signFlipTest([1, Number.NaN], [1, 2]).p).toBeNaN();
  });

  it('of many pairs is a sample that the seed decides, and never 0', () => {
    const [a, b] = [new Array(40).fill(1), new Array(40).fill(2)];
    expect(signFlipTest(a, b, { flips: 999 })).toEqual({ n: 40, mean: -1, p: 1 / 1000, exact: false });
    const wave = a.map((_, i) => 1.7 + Math.sin(i));
    const p = (seed: number) => signFlipTest(wave, b, { flips: 999, seed }).p;
    expect(p(1)).toBe(p(1));
    expect(p(1)).not.toBe(p(2));
  });

  it('does not depend on the order of pairs or of arms', () => {
    const pair = fc.tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 9 }), (pairs) => {
        const p = (some: [number, number][]) =>
          signFlipTest(
            some.map(([a]) => a),
            some.map(([, b]) => b),
          ).p;
        closeTo([p(pairs.toReversed()), p(pairs.map(([a, b]) => [b, a]))], [p(pairs), p(pairs)]);
      }),
    );
  });

  it('says what it cannot use', () => {
    expect(() => signFlipTest([1], [1, 2])).toThrow(/too few pairs.*1 and 2 values/);
    expect(() => signFlipTest([], [])).toThrow(/too few pairs/);
    expect(() => signFlipTest([1], [2], { flips: 0 })).toThrow(
      /flips of signFlipTest: expected a whole number from 1, got 0/,
    );
    expect(() => signFlipTest([1], [2], { sed: 1 } as object)).toThrow(/Did you mean "seed"/);
  });
});

describe('signFlipTests', () => {
  it('of one arm is its test, and never adjusts downwards', () => {
    const differences = [0.3, -0.1, 0.2, 0.5, 0.1, 0.4, -0.2];
    const [alone] = signFlipTests([differences]);
    expect(alone!.adjusted).toBe(alone!.p);
    const both = signFlipTests([differences, differences.map((value) => -value), [1, 1, 1, 1, 1, 1, 1]]);
    expect(both.map(({ p }) => p)).toEqual([alone!.p, alone!.p, 2 ** -6]);
    for (const { p, adjusted } of both) expect(adjusted).toBeGreaterThanOrEqual(p);
    expect(both[2]!.adjusted).toBe(2 ** -6);
  });

  it('takes arms that lack a seed, and one with NaN, without taking the others away', () => {
    const tests = signFlipTests([
      [1, 1, 1, undefined, 1, 1, 1],
      [Number.NaN, 1, 1, 1, 1, 1, 1],
    ]);
    expect(tests[0]).toMatchObject({ n: 6, mean: 1, p: 2 ** -5, adjusted: 2 ** -5 });
    expect([tests[1]!.p, tests[1]!.adjusted]).toEqual([Number.NaN, Number.NaN]);
  });

  it('of none are none', () => {
    expect(signFlipTests([])).toEqual([]);
  });
});

describe('bcaInterval', () => {
  it('is decided by the seed, and wider for more confidence', () => {
    const values = [0.4, 0.9, 0.5, 0.7, 2.1, 0.6];
    expect(bcaInterval(values)).toEqual(bcaInterval(values));
    expect(bcaInterval(values, { seed: 2 })).not.toEqual(bcaInterval(values));
    expect(bcaInterval(values, { confidence: 0.99 }).high).toBeGreaterThan(bcaInterval(values).high);
  });

  it('leans to the side of the long tail, unlike the t interval', () => {
    const values = [1, 1.1, 0.9, 1, 1.05, 0.95, 3];
    const mean = values.reduce((sum, value) => sum + value) / values.length;
    const { low, high } = bcaInterval(values);
    expect(high - mean).toBeGreaterThan(1.5 * (mean - low));
  });

  it('of values that are all the same is that value, of NaN NaN', () => {
    expect(bcaInterval([0.1, 0.1, 0.1])).toEqual({
      low: expect.closeTo(0.1, 12),
      high: expect.closeTo(0.1, 12),
    });
    expect(bcaInterval([1, Number.NaN])).toEqual({ low: Number.NaN, high: Number.NaN });
  });

  it('says what it cannot use', () => {
    expect(() => bcaInterval([1])).toThrow(/too few values.*at least 2/);
    expect(() => bcaInterval([1, 2], { resamples: 1.5 })).toThrow(
      /resamples of bcaInterval: expected a whole number from 1, got 1.5/,
    );
    expect(() => bcaInterval([1, 2], { confidence: 95 })).toThrow(
      /confidence of bcaInterval: expected a number above 0/,
    );
  });
});

describe('pairsNeeded', () => {
  it('is infinite for what cannot be found, six for what has no spread', () => {
    expect(pairsNeeded({ mean: 0, deviation: 1 })).toBe(Number.POSITIVE_INFINITY);
    expect(pairsNeeded({ mean: 1e-6, deviation: 1 })).toBe(Number.POSITIVE_INFINITY);
    expect(pairsNeeded({ mean: 0.006, deviation: 0.001 }, { margin: 0.005 })).toBe(Number.POSITIVE_INFINITY);
    expect(pairsNeeded({ mean: 1, deviation: 0 })).toBe(6);
    expect(pairsNeeded({ mean: 10, deviation: 0.01 })).toBe(6);
  });

  it('says what it cannot use', () => {
    expect(() => pairsNeeded({ mean: 1, deviation: 1 }, { power: 80 })).toThrow(
      /power of pairsNeeded: expected a number above 0 and below 1, got 80/,
    );
    expect(() => pairsNeeded({ mean: Number.NaN, deviation: 1 })).toThrow(
      /mean of what is expected: expected a finite number, got NaN/,
    );
  });
});
