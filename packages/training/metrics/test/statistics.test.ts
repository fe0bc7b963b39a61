import { closeTo } from '@rectified/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalWithin, studentAbove, studentP, studentWithin } from '../src/distributions.js';
import { equivalence, holm, mcnemar, pairedTTest, summarize, twoProportions, wilson } from '../src/index.js';
import golden from './golden.json' with { type: 'json' };

/** jStat's distributions agree with scipy's to about 7 digits. */
const digits = { absolute: 1e-12, relative: 1e-7 };

describe(`against ${golden.by}`, () => {
  it.each(golden.student)('p of t = $t, $degrees degrees', ({ t, degrees, p }) => {
    closeTo([studentP(t, degrees), studentAbove(Math.abs(t), degrees)], [p, p / 2], digits);
  });

  it.each(golden.within)('t for $confidence, $degrees degrees', ({ confidence, degrees, t }) => {
    closeTo([studentWithin(confidence, degrees)], [t], digits);
  });

  it.each(golden.normal)('z for $confidence', ({ confidence, z }) => {
    closeTo([normalWithin(confidence)], [z], digits);
  });

  it.each(golden.summary)('summarize $values', ({ values, mean, deviation, low, high }) => {
    const summary = summarize(values);
    closeTo(
      [summary.mean, summary.deviation!, summary.low!, summary.high!],
      [mean, deviation, low, high],
      digits,
    );
  });

  it.each(golden.wilson)('wilson $wrong of $n', ({ wrong, n, low, high }) => {
    const interval = wilson(wrong, n);
    closeTo([interval.low, interval.high], [low, high], { absolute: 1e-9, relative: 1e-7 });
  });

  it.each(golden.paired)(
    'paired t-test and equivalence of $a and $b',
    ({ a, b, t, p, low, high, margin, tost }) => {
      const test = pairedTTest(a, b);
      closeTo([test.t, test.p, test.low, test.high], [t, p, low, high], digits);
      closeTo([equivalence(a, b, margin).p], [tost], digits);
    },
  );

  it.each(golden.proportions)('twoProportions of $a and $b', ({ a, b, low, high, p }) => {
    const difference = twoProportions(a, b);
    closeTo([difference.low, difference.high], [low, high], { absolute: 1e-9, relative: 1e-7 });
    closeTo([difference.p], [p], { absolute: 1e-300, relative: 1e-9 });
  });

  it.each(golden.mcnemar)('mcnemar $onlyA against $onlyB', ({ onlyA, onlyB, p }) => {
    const a = [...Array(onlyA).fill(true), ...Array(onlyB).fill(false), true, false];
    const b = [...Array(onlyA).fill(false), ...Array(onlyB).fill(true), true, false];
    const test = mcnemar(a, b);
    expect([test.onlyA, test.onlyB]).toEqual([onlyA, onlyB]);
    closeTo([test.p], [p], digits);
  });
});

// arXiv 1505.00853: the test columns of Tables 3 and 4 as counts of 10,000 images.
const table3 = { relu: 1245, 'leaky-relu:100': 1266, 'leaky-relu:5.5': 1120, prelu: 1179, rrelu: 1119 };
const table4 = { relu: 4290, 'leaky-relu:100': 4205, 'leaky-relu:5.5': 4042, prelu: 4163, rrelu: 4025 };

describe("the paper's tables", () => {
  it.each([
    ['CIFAR-10', 'relu', table3, [undefined, -0.45, 2.74, 1.43, 2.76]],
    ['CIFAR-10', 'leaky-relu:5.5', table3, [-2.74, -3.19, undefined, -1.31, 0.02]],
    ['CIFAR-100', 'relu', table4, [undefined, 1.22, 3.56, 1.82, 3.8]],
    ['CIFAR-100', 'leaky-relu:5.5', table4, [-3.56, -2.34, undefined, -1.74, 0.25]],
  ] as const)('%s, z against %s', (_, baseline, table, expected) => {
    Object.values(table).forEach((wrong, i) => {
      if (expected[i] === undefined) return;
      const { z } = twoProportions({ wrong, n: 10_000 }, { wrong: table[baseline], n: 10_000 });
      expect(z).toBeCloseTo(expected[i], 2);
    });
  });

  it.each([
    ['CIFAR-10', table3, [65, 65, 62, 63, 62]],
    ['CIFAR-100', table4, [97, 97, 96, 97, 96]],
  ] as const)('%s, half-widths of the intervals', (_, table, expected) => {
    Object.values(table).forEach((wrong, i) => {
      const { low, high } = wilson(wrong, 10_000);
      expect(Math.round(((high - low) / 2) * 10_000)).toBe(expected[i]);
    });
  });
});

describe('summarize', () => {
  it('of one value has no spread', () => {
    expect(summarize([0.5])).toEqual({ n: 1, mean: 0.5 });
  });

  it('of equal values has a spread of 0', () => {
    expect(summarize([3, 3, 3])).toEqual({ n: 3, mean: 3, deviation: 0, low: 3, high: 3 });
  });

  it('is wider for more confidence', () => {
    const [narrow, wide] = [0.8, 0.99].map((confidence) => summarize([1, 2, 4], { confidence }));
    expect(wide!.low!).toBeLessThan(narrow!.low!);
    expect(wide!.high!).toBeGreaterThan(narrow!.high!);
  });
});

describe('wilson', () => {
  it('holds the rate and stays within 0 and 1', () => {
    const counts = fc.integer({ min: 1, max: 5000 }).chain((n) => fc.tuple(fc.nat(n), fc.constant(n)));
    fc.assert(
      fc.property(counts, ([wrong, n]) => {
        const { low, high } = wilson(wrong, n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(wrong / n + 1e-12);
        expect(high).toBeGreaterThanOrEqual(wrong / n - 1e-12);
        expect(high).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('twoProportions', () => {
  it('finds nothing between equal rates, and gives an interval around the difference', () => {
    expect(twoProportions({ wrong: 0, n: 5 }, { wrong: 0, n: 9 })).toMatchObject({ mean: 0, z: 0, p: 1 });
    const { mean, z } = twoProportions({ wrong: 10, n: 100 }, { wrong: 30, n: 100 });
    // By hand: standard error sqrt(0.1 * 0.9 / 100 + 0.3 * 0.7 / 100) = 0.0547723.
    closeTo([mean, z], [0.2, 3.65148], { absolute: 1e-5, relative: 0 });
  });

  it('is never sure of a handful', () => {
    const { low, high, z, p } = twoProportions({ wrong: 0, n: 5 }, { wrong: 5, n: 5 });
    expect(p).toBeCloseTo(2 / 252, 12); // 2 of the 252 ways to choose 5 of 10
    expect(z).toBeCloseTo(1 / Math.sqrt(0.1), 12); // by the pooled rate of one half
    expect(low).toBeLessThan(0.5);
    expect(high).toBeLessThanOrEqual(1);
    expect(twoProportions({ wrong: 0, n: 5 }, { wrong: 0, n: 9 }).high).toBeGreaterThan(0.1);
  });

  it('keeps its interval within -1 and 1 around the difference', () => {
    const counts = fc
      .integer({ min: 1, max: 400 })
      .chain((n) => fc.record({ wrong: fc.nat(n), n: fc.constant(n) }));
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        const { mean, low, high, p } = twoProportions(a, b);
        expect(low).toBeGreaterThanOrEqual(-1 - 1e-12);
        expect(low).toBeLessThanOrEqual(mean + 1e-12);
        expect(high).toBeGreaterThanOrEqual(mean - 1e-12);
        expect(high).toBeLessThanOrEqual(1 + 1e-12);
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(twoProportions(b, a).p).toBeCloseTo(p, 9);
      }),
    );
  });
});

describe('pairedTTest', () => {
  it('turns its sign with its arms', () => {
    const arm = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(arm, arm, (a, b) => {
        const [there, back] = [pairedTTest(a, b), pairedTTest(b, a)];
        closeTo([back.mean, back.t, back.p], [-there.mean, -there.t, there.p]);
      }),
    );
  });

  it('has the values its documentation names where the differences are all the same', () => {
    expect(pairedTTest([1, 2, 3], [1, 2, 3])).toMatchObject({ mean: 0, t: 0, p: 1 });
    expect(pairedTTest([2, 3], [1, 2])).toMatchObject({ mean: 1, t: Number.POSITIVE_INFINITY, p: 0.5 });
    // 0.3 - 0.2 and 0.2 - 0.1 differ in float64 alone.
    expect(pairedTTest([0.3, 0.2], [0.2, 0.1])).toMatchObject({ deviation: 0, p: 0.5 });
    expect(pairedTTest([0.1, 0.2], [0.3, 0.4])).toMatchObject({ t: Number.NEGATIVE_INFINITY, p: 0.5 });
    expect(pairedTTest([1, Number.NaN], [1, 2]).p).toBe(Number.NaN);
  });
});

describe('equivalence', () => {
  it('is told from a test that merely finds nothing', () => {
    const a = [0.1, 0.14, 0.12];
    const b = [0.13, 0.11, 0.12];
    expect(pairedTTest(a, b).p).toBeGreaterThan(0.05);
    expect(equivalence(a, b, 0.005).equivalent).toBe(false);
  });

  it('says the same as its interval', () => {
    const arm = fc.array(fc.double({ min: 0, max: 0.01, noNaN: true }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(arm, arm, (a, b) => {
        const { low, high, p, equivalent, refused } = equivalence(a, b, 0.005);
        if (refused === undefined && Math.abs(p - 0.05) > 1e-6)
          expect(equivalent).toBe(low > -0.005 && high < 0.005);
      }),
    );
  });

  it('is not found by two lucky seeds, nor by differences without spread', () => {
    const few = equivalence([0.9, 0.9001], [0.9, 0.9002], 0.005);
    expect(few).toMatchObject({ n: 2, equivalent: false, refused: '2 pairs; at least 6 are needed' });
    const [a, b] = [Array(8).fill(0.9), Array(8).fill(0.9)];
    expect(equivalence(a, b, 0.005)).toMatchObject({
      p: 1,
      equivalent: false,
      refused: 'the differences are all the same',
    });
    const six = [0.12, 0.121, 0.119, 0.122, 0.118, 0.12];
    const near = six.map((value, i) => value + (i % 2 ? 1e-4 : -1e-4));
    expect(equivalence(six, near, 0.005)).toMatchObject({ equivalent: true });
    expect(equivalence(six, near, 0.005)).not.toHaveProperty('refused');
  });
});

describe('mcnemar', () => {
  it('sees no difference between a network and itself', () => {
    expect(mcnemar([true, false], [true, false])).toEqual({ onlyA: 0, onlyB: 0, p: 1 });
  });

  it('keeps small p-values', () => {
    expect(mcnemar(Array(100).fill(1), Array(100).fill(0)).p / 2 ** -99).toBeCloseTo(1, 6);
  });
});

describe('holm', () => {
  it('keeps the order of the p-values, lowers none and passes 1 at no place', () => {
    const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 });
    fc.assert(
      fc.property(values, (p) => {
        const adjusted = holm(p);
        p.forEach((value, i) => {
          expect(adjusted[i]!).toBeGreaterThanOrEqual(value);
          expect(adjusted[i]!).toBeLessThanOrEqual(1);
          p.forEach((other, j) => {
            if (value < other) expect(adjusted[i]!).toBeLessThanOrEqual(adjusted[j]!);
          });
        });
      }),
    );
  });

  it('is what the procedure gives by hand', () => {
    closeTo(holm([0.01, 0.04, 0.03]), [0.03, 0.06, 0.06]);
    expect(holm([0.3])).toEqual([0.3]);
  });

  it('leaves out a test that could not be made, as R does, and no other', () => {
    // p.adjust(c(0.01, NaN, 0.04, 0.03), "holm"): 0.03 NaN 0.06 0.06
    for (const at of [0, 1, 2, 3]) {
      const p = [0.01, 0.04, 0.03];
      p.splice(at, 0, Number.NaN);
      const expected = [0.03, 0.06, 0.06];
      expected.splice(at, 0, Number.NaN);
      closeTo(holm(p), expected);
    }
    expect(() => holm([0.5, 1.5])).toThrow(
      /p-values: expected a list of numbers from 0 to 1, or NaN, got \[0\.5,1\.5\]/,
    );
  });
});

describe('says what is wrong with', () => {
  it.each<[string, () => unknown, RegExp]>([
    ['nothing to summarize', () => summarize([]), /no values to summarize/],
    [
      'a confidence',
      () => summarize([1, 2], { confidence: 95 }),
      /confidence of summarize: expected a number above 0 and below 1, got 95/,
    ],
    ['counts', () => wilson(11, 10), /impossible counts.*got 11 wrong of 10/],
    ['no images', () => wilson(0, 0), /impossible counts/],
    ['counts of two', () => twoProportions({ wrong: 1, n: 2 }, { wrong: 0.5, n: 2 }), /got 0.5 wrong of 2/],
    ['a single pair', () => pairedTTest([1], [2]), /too few pairs.*got 1 and 1 values/],
    ['unequal arms', () => pairedTTest([1, 2], [2]), /got 2 and 1 values/],
    ['a margin', () => equivalence([1, 2], [1, 2], 0), /margin: expected a number above 0, got 0/],
    [
      'a level',
      () => equivalence([1, 2], [1, 2], 1, { level: 5 }),
      /level of equivalence: expected a number above 0 and below 0.5, got 5/,
    ],
    ['other images', () => mcnemar([true], []), /not the same images.*got 1 and 0 answers/],
  ])('%s', (_, call, message) => expect(call).toThrow(message));
});
