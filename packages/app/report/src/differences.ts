import { equivalence, holm, pairedTTest, type Summary } from '@rectified/metrics';
import type { ArmSummary } from './summarize-arms.js';
import { withoutEmptyInterval } from './without-empty-interval.js';

/** Difference of an arm to the baseline over the seeds that finished in both. One seed has a mean only. */
export interface Difference extends Summary {
  /** Of a paired t-test, two-sided, adjusted after Holm for the number of arms compared. */
  readonly p?: number;
  /** Of the test that the difference is smaller than the margin (TOST). */
  readonly equivalenceP?: number;
  /** The margin of that test. */
  readonly margin?: number;
  /** Why that test says nothing here. */
  readonly equivalenceRefused?: string;
  /**
   * `chance` if neither arm has learned anything; `lower` or `higher` if p < 0.05; else `equivalent` if a difference as large as the margin is ruled out; else
   * `unclear`. `single`: one seed, so nothing can be said.
   */
  readonly verdict: 'chance' | 'lower' | 'higher' | 'equivalent' | 'unclear' | 'single';
}

/** The difference of every arm's final test measure to the baseline's, by arm, as far as they share finished seeds. */
export function differences(
  arms: readonly ArmSummary[],
  { baseline, margin }: { baseline: string; margin?: number },
): Record<string, Difference> {
  const base = arms.find(({ arm }) => arm === baseline)!;
  const reference = finals(base);
  /** Neither this arm nor the baseline has learned anything. */
  const unlearned = (name: string) =>
    Boolean(base.atChance && arms.find(({ arm }) => arm === name)?.atChance);
  const pairs = arms
    .filter(({ arm }) => arm !== baseline)
    .map((arm) => ({ arm: arm.arm, values: [...finals(arm)].filter(([seed]) => reference.has(seed)) }))
    .map(({ arm, values }) => ({
      arm,
      own: values.map(([, value]) => value),
      other: values.map(([seed]) => reference.get(seed)!),
    }));
  const single = pairs
    .filter(({ own }) => own.length === 1)
    .map(({ arm, own, other }): [string, Difference] => [
      arm,
      { n: 1, mean: own[0]! - other[0]!, verdict: unlearned(arm) ? 'chance' : 'single' },
    ]);

  const several = pairs.filter(({ own }) => own.length > 1);
  const tests = several.map(({ own, other }) => pairedTTest(own, other));
  const adjusted = holm(tests.map(({ p }) => p));
  const tested = several.map(({ arm, own, other }, i): [string, Difference] => {
    const { n, mean, deviation, low, high } = withoutEmptyInterval<Summary>(tests[i]!);
    const p = adjusted[i]!;
    const tost = margin === undefined ? undefined : equivalence(own, other, margin);
    const found = p < 0.05 ? (mean < 0 ? 'lower' : 'higher') : tost?.equivalent ? 'equivalent' : 'unclear';
    const verdict = unlearned(arm) ? 'chance' : found;
    return [
      arm,
      {
        n,
        mean,
        deviation,
        ...(low !== undefined && { low, high }),
        p,
        ...(tost && { equivalenceP: tost.p, margin }),
        ...(tost?.refused && { equivalenceRefused: tost.refused }),
        verdict,
      },
    ];
  });
  return Object.fromEntries([...single, ...tested]);
}

/** By seed, of the finished runs. */
function finals({ runs }: ArmSummary): Map<number, number> {
  const finished = runs.filter(({ status, final }) => status === 'finished' && final !== undefined);
  return new Map(finished.map(({ seed, final }) => [seed, final!]));
}
