import { median as middle, min, quantile } from 'd3-array';
import type { Timed } from './protocol.ts';

/** Median and quartiles of some numbers. */
export interface Spread {
  readonly median: number;
  /** The lower quartile. */
  readonly lower: number;
  /** The upper quartile. */
  readonly upper: number;
  readonly least: number;
}

/** The quartiles of at least one number, interpolated linearly like NumPy's and R's. */
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
 * Times of `others` divided by those of `ours`, round by round: the two steps of a round follow each other, so a noisy moment
 * affects both. Rounds without one of them are left out.
 */
export function ratio(others: readonly number[], ours: readonly number[]): Spread {
  const rounds = Math.min(others.length, ours.length);
  return spread(others.slice(0, rounds).map((time, round) => time / ours[round]!));
}

/** The same for times of steps: elapsed, and of the processor. */
export function timeRatios(others: readonly Timed[], ours: readonly Timed[]) {
  const of = (kind: 'wall' | 'processor') =>
    ratio(
      others.map((time) => time[kind]),
      ours.map((time) => time[kind]),
    );
  return { wall: of('wall'), processor: of('processor') };
}
