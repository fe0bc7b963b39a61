import { checkOptions, checkValue, listOf, optional, randomSeed } from '@rectified/errors';
import { bits, streamOf } from '@rectified/random';
import { count } from './checks.js';
import { pairedDifferences } from './paired-differences.js';

export interface SignFlip {
  /** Number of pairs. */
  readonly n: number;
  /** Mean of `a - b`. */
  readonly mean: number;
  /** Two-sided. */
  readonly p: number;
  /** Whether all flips were counted rather than a sample of them. */
  readonly exact: boolean;
}

export interface SignFlips extends SignFlip {
  /** `p`, adjusted for the number of arms tested together. */
  readonly adjusted: number;
}

export interface SignFlipOptions {
  /** Size of the sample, if there are more than 20 pairs. Default 99,999. */
  flips?: number;
  /** Seed of the sample. Default 1. */
  seed?: number;
}

/** Up to this many pairs, all 2^n flips are counted: half a million at most, because each has the same mean as its opposite. */
/** A seed that an arm lacks is undefined. */
const numberOrNone = {
  expected: 'a number',
  fits: (value: unknown) => value === undefined || typeof value === 'number',
};

const mostExact = 20;

/** float64's rounding of equal sums: 0.3 - 0.2 is not 0.2 - 0.1. */
const rounding = 1e-12;

/**
 * The paired permutation test (Fisher 1935): if two arms did not differ, each pair's difference could just as well have the
 * other sign. `p` is the share of the 2^n choices of signs whose mean is at least as far from 0 as the observed one.
 *
 * It does not assume a normal distribution. The smallest p that n pairs can give is 2^(1-n), so fewer than six can never reach 0.05.
 *
 * Up to 20 pairs all signs are tried; above, `flips` of them, drawn by `seed`, and p is (hits + 1) / (flips + 1), so never 0.
 *
 * Values: equal arms give p = 1; NaN gives NaN. No pairs, or arms of different length, throw an `InputError`.
 *
 * @example
 * signFlipTest([0.12, 0.13, 0.14], [0.13, 0.15, 0.17]).p; // => 0.25
 */
export function signFlipTest(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: SignFlipOptions = {},
): SignFlip {
  const { adjusted: _, ...test } = signFlipTests([pairedDifferences(a, b, 1)], options)[0]!;
  return test;
}

/**
 * {@link signFlipTest} for several arms, each against the same baseline: `differences[arm][seed]`, undefined if an arm
 * lacks that seed. The signs of a seed are flipped in all arms together, and `adjusted` is the p of the largest difference
 * among the arms (in units of its own spread), stepping down from the largest (Westfall and Young 1993), so the probability of any
 * false finding stays at the level. Unlike Holm's method, which with four arms needs eight pairs to reach 0.05, this can reach it
 * with six.
 *
 * @example
 * signFlipTests([[-1, -2, -1, -3, -1, -2], [1, -1, 2, -2, 1, 0]]).map(({ adjusted }) => adjusted); // => [0.03125, 1]
 */
export function signFlipTests(
  differences: readonly (readonly (number | undefined)[])[],
  options: SignFlipOptions = {},
): SignFlips[] {
  const { flips = 99_999, seed = 1 } = checkOptions('signFlipTest', options, {
    flips: optional(count),
    seed: optional(randomSeed),
  });
  checkValue(
    'differences',
    differences,
    listOf(listOf(numberOrNone, 'a list of numbers'), 'a list of lists of numbers'),
  );
  const arms = differences.map(scaled);
  const seeds = Math.max(0, ...arms.map(({ values }) => values.length));
  const exact = seeds <= mostExact;
  /** The arms from the largest difference to the smallest, the order of the adjustment. */
  const order = [...arms.keys()].sort((i, j) => arms[j]!.seen - arms[i]!.seen);
  const hits = arms.map(() => ({ own: 0, stepped: 0 }));
  const countFlip = (sums: (arm: number) => number) => {
    let largest = 0;
    for (let place = order.length - 1; place >= 0; place--) {
      const arm = order[place]!;
      const size = Math.abs(sums(arm));
      largest = Math.max(largest, size);
      const least = arms[arm]!.seen - rounding;
      if (size >= least) hits[arm]!.own++;
      if (largest >= least) hits[arm]!.stepped++;
    }
  };
  const of = exact
    ? allFlips(arms, seeds, countFlip)
    : sampledFlips(arms, seeds, { flips, seed, count: countFlip });
  const extra = exact ? 0 : 1;
  const share = (hit: number) => (hit + extra) / (of + extra);
  let least = 0;
  const adjusted = new Map<number, number>();
  for (const arm of order) {
    least = Math.max(least, share(hits[arm]!.stepped));
    adjusted.set(arm, least);
  }
  return arms.map(({ n, mean }, arm) => {
    const known = Number.isNaN(mean) ? Number.NaN : 1;
    return { n, mean, p: known * share(hits[arm]!.own), exact, adjusted: known * adjusted.get(arm)! };
  });
}

interface ScaledArm {
  readonly n: number;
  readonly mean: number;
  /** Differences by seed, 0 where there is none, divided by the root of the sum of their squares. */
  readonly values: readonly number[];
  /** The distance of their sum from 0. */
  readonly seen: number;
}

/** Differences in units of their own spread, which flips do not change, so that arms can be compared. */
function scaled(differences: readonly (number | undefined)[]): ScaledArm {
  const there = differences.filter((value) => value !== undefined);
  const mean = there.reduce((sum, value) => sum + value, 0) / there.length;
  // An arm with a NaN has no p, but must not remove the others'.
  const size = Number.isNaN(mean) ? Number.POSITIVE_INFINITY : Math.hypot(...there) || 1;
  const values = differences.map((value) => (value && !Number.isNaN(value) ? value / size : 0));
  return { n: there.length, mean, values, seen: Math.abs(values.reduce((sum, value) => sum + value, 0)) };
}

type Count = (sum: (arm: number) => number) => void;

/** Each flip combines one of the first half of the seeds with one of the second; the last seed keeps its sign. */
function allFlips(arms: readonly ScaledArm[], seeds: number, count: Count): number {
  const half = Math.floor(seeds / 2);
  const last = arms.map(({ values }) => values[seeds - 1] ?? 0);
  const first = arms.map(({ values }) => signedSums(values.slice(0, half), 0));
  const second = arms.map(({ values }, arm) =>
    signedSums(values.slice(half, Math.max(half, seeds - 1)), last[arm]!),
  );
  const [many, more] = [2 ** half, 2 ** Math.max(0, seeds - 1 - half)];
  for (let i = 0; i < many; i++)
    for (let j = 0; j < more; j++) count((arm) => first[arm]![i]! + second[arm]![j]!);
  return many * more;
}

/** The sums of these numbers for every choice of signs. */
function signedSums(values: readonly number[], start: number): number[] {
  return values.reduce(
    (sums, value) => [...sums.map((sum) => sum + value), ...sums.map((sum) => sum - value)],
    [start],
  );
}

function sampledFlips(
  arms: readonly ScaledArm[],
  seeds: number,
  { flips, seed, count }: { flips: number; seed: number; count: Count },
): number {
  const words = Math.ceil(seeds / 32);
  const coins = bits(flips * words, { seed, stream: streamOf('sign-flip'), step: 0 });
  for (let flip = 0; flip < flips; flip++)
    count((arm) => {
      let sum = 0;
      arms[arm]!.values.forEach((value, i) => {
        const heads = (coins[flip * words + (i >>> 5)]! >>> (i & 31)) & 1;
        sum += heads ? value : -value;
      });
      return sum;
    });
  return flips;
}
