import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bits, type NoiseKey, normal, permutation, seedsOf, uniform } from '../src/index.js';
import { integers } from '../src/integers.js';

const word = fc.integer({ min: 0, max: 0xffffffff });
const keys = fc.record({ seed: word, stream: word, step: word });
const key: NoiseKey = { seed: 7, stream: 3, step: 1 };

const mean = (numbers: ArrayLike<number>) =>
  Array.from(numbers).reduce((sum, x) => sum + x, 0) / numbers.length;
const moment = (numbers: ArrayLike<number>, order: number) => mean(Array.from(numbers, (x) => x ** order));
const correlation = (a: ArrayLike<number>, b: ArrayLike<number>) => mean(Array.from(a, (x, i) => x * b[i]!));

describe('keys', () => {
  it('give int32 seeds, others for a change in any part', () => {
    fc.assert(
      fc.property(keys, (key) => {
        const seeds = seedsOf(key);
        for (const seed of seeds) expect(seed).toBe(seed | 0);
        for (const part of ['seed', 'stream', 'step'] as const)
          expect(seedsOf({ ...key, [part]: (key[part] ^ 1) >>> 0 })).not.toEqual(seeds);
      }),
    );
  });

  it('give uncorrelated numbers when they are neighbors', () => {
    const size = 100_000;
    const centered = (key: NoiseKey) => uniform(size, key).map((x) => (x - 0.5) * Math.sqrt(12));
    const numbers = centered(key);
    // The correlation of independent numbers has deviation 1 / sqrt(size).
    const bound = 4 / Math.sqrt(size);
    for (const part of ['seed', 'stream', 'step'] as const)
      expect(Math.abs(correlation(numbers, centered({ ...key, [part]: key[part] + 1 })))).toBeLessThan(bound);
    expect(Math.abs(correlation(numbers.subarray(1), numbers))).toBeLessThan(bound);
  });
});

describe('bits', () => {
  it('gives the same words again, and more words begin with fewer', () => {
    fc.assert(
      fc.property(keys, fc.nat(50), fc.nat(50), (key, size, more) => {
        expect(bits(size + more, key).subarray(0, size)).toEqual(bits(size, key));
      }),
    );
  });
});

describe('uniform', () => {
  it('stays in [0, 1) on multiples of 2^-23', () => {
    for (const x of uniform(10_001, key)) {
      expect(x >= 0 && x < 1).toBe(true);
      expect(Number.isInteger(x * 2 ** 23)).toBe(true);
    }
  });

  it('has the moments of the uniform distribution', () => {
    const size = 1_000_000;
    const numbers = uniform(size, key);
    // E[u^n] = 1 / (n + 1), Var[u^n] = 1 / (2n + 1) - 1 / (n + 1)^2
    for (const order of [1, 2, 3, 4]) {
      const deviation = Math.sqrt((1 / (2 * order + 1) - 1 / (order + 1) ** 2) / size);
      expect(Math.abs(moment(numbers, order) - 1 / (order + 1))).toBeLessThan(4 * deviation);
    }
  });

  it('gives the moments of the slopes of RReLU', () => {
    // 1 / (3 + 5u): mean ln(8/3) / 5, within three deviations of a million draws.
    const slopes = uniform(1_000_000, key).map((u) => 1 / (3 + 5 * u));
    expect(Math.abs(mean(slopes) - 0.1961659)).toBeLessThan(0.00017);
    expect(Math.abs(moment(slopes, 2) - 1 / 24)).toBeLessThan(0.0001);
  });
});

describe('normal', () => {
  it('has the moments of the normal distribution', () => {
    const size = 1_000_000;
    const numbers = normal(size, key);
    // E[x^n] = 0, 1, 0, 3 and E[x^2n] = 1, 3, 15, 105
    for (const [order, expected, square] of [
      [1, 0, 1],
      [2, 1, 3],
      [3, 0, 15],
      [4, 3, 105],
    ] as const) {
      const deviation = Math.sqrt((square - expected ** 2) / size);
      expect(Math.abs(moment(numbers, order) - expected)).toBeLessThan(4 * deviation);
    }
    expect(Math.abs(correlation(numbers.subarray(1), numbers))).toBeLessThan(4 / Math.sqrt(size));
    const beyond = numbers.filter((x) => Math.abs(x) > 1.959964).length / size;
    expect(beyond).toBeCloseTo(0.05, 2);
  });

  it('is the standard one, scaled and moved', () => {
    const standard = normal(9, key);
    normal(9, key, { mean: 2, deviation: 0.5 }).forEach((x, i) => {
      expect(x).toBeCloseTo(2 + 0.5 * standard[i]!, 6);
    });
    expect([...normal(3, key, { mean: 1, deviation: 0 })]).toEqual([1, 1, 1]);
  });

  it('is finite for every word, and begins alike for every size', () => {
    fc.assert(
      fc.property(keys, fc.nat(30), (key, size) => {
        const numbers = normal(size, key);
        expect(numbers.every(Number.isFinite)).toBe(true);
        expect(normal(31, key).subarray(0, size)).toEqual(numbers);
      }),
    );
  });
});

describe('permutation', () => {
  it('holds every number once, in an order that its key alone decides', () => {
    fc.assert(
      fc.property(keys, fc.nat(300), (key, size) => {
        const order = permutation(size, key);
        expect(Array.from(order).sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, i) => i));
        expect(permutation(size, key)).toEqual(order);
      }),
    );
  });

  it('makes every order equally often', () => {
    const draws = 24_000;
    const counts = new Map<string, number>();
    for (let step = 0; step < draws; step++) {
      const order = permutation(4, { ...key, step }).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    const expected = draws / 24;
    const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    expect(counts.size).toBe(24);
    // 23 degrees of freedom: above 49.7 once in a thousand keys.
    expect(chiSquare).toBeLessThan(49.7);
  });
});

describe('integers', () => {
  it('are unbiased where a plain remainder would not be', () => {
    // Of 2^32 words, 3 * 2^30 as bound: a remainder would give the lowest third twice as often.
    const next = integers(key);
    const low = Array.from({ length: 30_000 }, () => next(3 * 2 ** 30)).filter((n) => n < 2 ** 30).length;
    expect(Math.abs(low / 30_000 - 1 / 3)).toBeLessThan(4 * Math.sqrt(2 / 9 / 30_000));
  });

  it('stay below the bound, up to 2^32', () => {
    const next = integers(key);
    for (const bound of [1, 2, 3, 100, 2 ** 31 + 1, 2 ** 32])
      for (let i = 0; i < 100; i++) expect(next(bound)).toBeLessThan(bound);
  });
});
