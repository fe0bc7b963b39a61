import { duration } from './text.js';

/** Milliseconds of work after which the speed can be estimated. */
const ENOUGH = 10_000;

export interface Forecast {
  /** A share of one run has been done. */
  worked(share: number): void;
  /** How many runs are done, including shares of those in progress. Says once how long all will take. */
  at(done: number): void;
  /** A run has ended: says how long the others will take. */
  ended(count: number, done: number): void;
}

/**
 * Estimates how long several runs take together: as soon as the first steps allow it, and again whenever a run has ended. What was
 * done before, and is kept, counts as done, but not as work of this session.
 */
export function forecast(
  note: (text: string) => void,
  { runs, now = Date.now }: { runs: number; now?: () => number },
): Forecast {
  let began: number | undefined;
  let worked = 0;
  let said = false;

  /** The remaining time in words; undefined while it cannot be estimated. */
  function rest(done: number): string | undefined {
    const passed = now() - (began ?? now());
    if (passed < ENOUGH || worked <= 0) return undefined;
    const left = ((runs - done) / worked) * passed;
    return `about ${duration(left / 1000)}, until ${moment(new Date(now() + left))}`;
  }

  return {
    worked(share) {
      // The first step loads and compiles things; the clock starts when it ends.
      if (began === undefined) began = now();
      else worked += share;
    },
    at(done) {
      const time = said ? undefined : rest(done);
      if (time === undefined) return;
      said = true;
      note(`all ${runs} runs: ${time}`);
    },
    ended(count, done) {
      const time = count === runs ? undefined : rest(done);
      if (time !== undefined) note(`${count} of ${runs} runs have ended; the others will take ${time}`);
    },
  };
}

/** `Sun 04:10`. */
function moment(date: Date): string {
  return date
    .toLocaleString('en-GB', { weekday: 'short', hour: '2-digit', minute: '2-digit' })
    .replace(',', '');
}
