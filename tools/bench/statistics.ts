import { median as middle, min, quantile } from 'd3-array';
import type { Timed } from './protocol.ts';

/** The middle half of some numbers. */
export interface Spread {
  readonly median: number;
  /** A quarter is below it. */
  readonly lower: number;
  /** A quarter is above it. */
  readonly upper: number;
  readonly least: number;
}

/** Of at least one number. Quartiles are interpolated linearly, as by NumPy and R. */
export function spread(numbers: readonly number[]): Spread {
  return {
    median: median(numbers),
    lower: quantile(numbers, 0.25)!,
    upper: quantile(numbers, 0.75)!,
    least: min(numbers)!,
  };
}

export function median(numbers: readonly number[]): number {
  return middle(numbers)!;
}

/**
 * How many times as long `others` took as `ours`, round by round: the two steps of a round lie next to each other, so that a
 * noisy moment meets both. Rounds that only one of them took part in don't count.
 */
export function ratio(others: readonly number[], ours: readonly number[]): Spread {
  const rounds = Math.min(others.length, ours.length);
  return spread(others.slice(0, rounds).map((time, round) => time / ours[round]!));
}

/** The same of the times of steps: by the clock, and of all threads. */
export function timeRatios(others: readonly Timed[], ours: readonly Timed[]) {
  const of = (kind: 'wall' | 'processor') =>
    ratio(
      others.map((time) => time[kind]),
      ours.map((time) => time[kind]),
    );
  return { wall: of('wall'), processor: of('processor') };
}
