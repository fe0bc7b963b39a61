import {
  bcaInterval,
  equivalence,
  holm,
  pairedTTest,
  pairsNeeded,
  type SignFlips,
  type Summary,
  signFlipTests,
} from '@rectified/metrics';
import type { ArmSummary } from './comparison-summary.js';
import type { Difference } from './difference.js';
import { withoutEmptyInterval } from './without-empty-interval.js';

/** Fewer pairs can never reach p < 0.05 by sign flips. */
export const fewestPairs = 6;

/** The difference of every arm's final test measure from the baseline's, by arm, if they share finished seeds. */
export function differences(
  arms: readonly ArmSummary[],
  { baseline, margin }: { baseline: string; margin?: number },
): Record<string, Difference> {
  const base = arms.find(({ arm }) => arm === baseline)!;
  /** Neither this arm nor the baseline has learned anything. */
  const unlearned = (arm: ArmSummary) => Boolean(base.atChance && arm.atChance);
  const pairs = arms
    .filter(({ arm }) => arm !== baseline)
    .map((arm) => ({ arm, ...pairsOf(arm, base, 'test') }))
    .filter(({ seeds }) => seeds.length > 0);
  const single = pairs
    .filter(({ seeds }) => seeds.length === 1)
    .map(({ arm, own, other }): [string, Difference] => [
      arm.arm,
      { n: 1, mean: own[0]! - other[0]!, verdict: unlearned(arm) ? 'chance' : 'single' },
    ]);

  const several = pairs.filter(({ seeds }) => seeds.length > 1);
  const tests = several.map(({ own, other }) => pairedTTest(own, other));
  const students = holm(tests.map(({ p }) => p));
  const flips = flipsOf(several);
  const tested = several.map(({ arm, own, other }, i): [string, Difference] => {
    const { n, mean, deviation, low, high } = withoutEmptyInterval<Summary>(tests[i]!);
    const p = flips[i]!.adjusted;
    const tost = margin === undefined ? undefined : equivalence(own, other, margin);
    const found = p < 0.05 ? (mean < 0 ? 'lower' : 'higher') : tost?.equivalent ? 'equivalent' : 'unclear';
    const needed = pairsToDecide({ mean, deviation: deviation! }, margin);
    return [
      arm.arm,
      {
        n,
        mean,
        deviation,
        ...(low !== undefined && { low, high }),
        p,
        tP: students[i]!,
        ...(n >= fewestPairs && { bootstrap: bcaInterval(own.map((value, pair) => value - other[pair]!)) }),
        ...(tost && { equivalenceP: tost.p, margin }),
        ...(tost?.refused && { equivalenceRefused: tost.refused }),
        ...(needed !== undefined && { pairsNeeded: needed }),
        verdict: unlearned(arm) ? 'chance' : n < fewestPairs ? 'few' : found,
      },
    ];
  });
  return Object.fromEntries([...single, ...tested]);
}

/** Values of two arms, pair by pair. */
export interface Pairs {
  readonly seeds: readonly number[];
  readonly own: readonly number[];
  readonly other: readonly number[];
}

/** The final test values, or the running train values, of the seeds that finished in both arms. */
export function pairsOf(arm: ArmSummary, other: ArmSummary, part: 'train' | 'test'): Pairs {
  const [own, reference] = [arm, other].map((one) => finals(one, part)) as [
    Map<number, number>,
    Map<number, number>,
  ];
  const seeds = [...own.keys()].filter((seed) => reference.has(seed));
  return {
    seeds,
    own: seeds.map((seed) => own.get(seed)!),
    other: seeds.map((seed) => reference.get(seed)!),
  };
}

/** Sign-flip tests of several arms, adjusted for each other; a seed has the same sign in all. */
export function flipsOf(pairs: readonly Pairs[]): SignFlips[] {
  const seeds = [...new Set(pairs.flatMap((pair) => pair.seeds))];
  return signFlipTests(
    pairs.map(({ seeds: there, own, other }) =>
      seeds.map((seed) => {
        const i = there.indexOf(seed);
        return i < 0 ? undefined : own[i]! - other[i]!;
      }),
    ),
  );
}

/**
 * The smallest number of pairs that would either find such a difference, or show that there is none as large as
 * the margin; undefined if even 10,000 would not, or if there is no spread to estimate it from.
 */
export function pairsToDecide(
  seen: { readonly mean: number; readonly deviation: number },
  margin: number | undefined,
): number | undefined {
  if (!(Number.isFinite(seen.mean) && seen.deviation > 0)) return undefined;
  const needed = Math.min(
    pairsNeeded(seen),
    margin === undefined ? Number.POSITIVE_INFINITY : pairsNeeded(seen, { margin }),
  );
  return Number.isFinite(needed) ? needed : undefined;
}

/** The values of an arm's finished runs, by seed. */
function finals({ runs }: ArmSummary, part: 'train' | 'test'): Map<number, number> {
  const values = runs
    .filter(({ status }) => status === 'finished')
    .map(({ seed, final, running }) => [seed, part === 'test' ? final : running] as const);
  return new Map(values.filter((entry): entry is readonly [number, number] => entry[1] !== undefined));
}
