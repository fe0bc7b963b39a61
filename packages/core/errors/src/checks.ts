import type { Check } from './check.js';
import { meantName } from './nearest.js';

/** `a whole number from 1`; `a whole number from 1 to 1024`. Starts at 0 by default. */
export function wholeNumber({ from = 0, to }: { from?: number; to?: number } = {}): Check {
  return {
    expected: `a whole number from ${from}${to === undefined ? '' : ` to ${to}`}`,
    fits: (value) =>
      Number.isSafeInteger(value) &&
      (value as number) >= from &&
      (to === undefined || (value as number) <= to),
  };
}

/** The range of a number. */
export interface NumberRange {
  readonly from?: number;
  readonly above?: number;
  readonly to?: number;
  readonly below?: number;
}

const rangeWords = { from: 'of at least', above: 'above', to: 'at most', below: 'below' } as const;

/** `a finite number`; `a number above 0`; `a number of at least 0 and below 1`. */
export function finiteNumber(range: NumberRange = {}): Check {
  const words = (Object.keys(rangeWords) as (keyof NumberRange)[])
    .filter((end) => range[end] !== undefined)
    .map((end) => `${rangeWords[end]} ${range[end]}`);
  return {
    expected: words.length === 0 ? 'a finite number' : `a number ${words.join(' and ')}`,
    // No number is less or greater than a missing bound.
    fits: (value) => {
      const [number, { from, above, to, below }] = [value as number, range];
      return (
        Number.isFinite(value) && !(number < from! || number <= above! || number > to! || number >= below!)
      );
    },
  };
}

/** A seed of `@rectified/random`: a key of Philox has 32 bits. */
export const randomSeed: Check = /* @__PURE__ */ wholeNumber({ to: 0xffffffff });

export const trueOrFalse: Check = { expected: 'true or false', fits: (value) => typeof value === 'boolean' };

/** A non-empty string; `expected` describes it. */
export function text(expected: string): Check {
  return { expected, fits: (value) => typeof value === 'string' && value !== '' };
}

/** `"present" or "full"`. */
export function oneOf(...names: readonly string[]): Check {
  return {
    expected: listed(names.map((name) => `"${name}"`)),
    fits: (value) => names.some((name) => name === value),
    remedy: (value) => (typeof value === 'string' ? meantName(value, names) : undefined),
  };
}

/** `a, b or c`. */
function listed(items: readonly string[]): string {
  return [items.slice(0, -1).join(', '), items.at(-1)].filter(Boolean).join(' or ');
}

export function callable(expected = 'a function'): Check {
  return { expected, fits: (value) => typeof value === 'function' };
}

/** An object with these members, such as a tensor or a dataset; the members themselves are not checked. */
export function having(expected: string, ...members: readonly string[]): Check {
  return {
    expected,
    fits: (value) =>
      typeof value === 'object' && value !== null && members.every((member) => member in value),
  };
}

/** An array, or typed array, whose items all fit; `lengths` are the minimum and the maximum. */
export function listOf(item: Check, expected: string, lengths: readonly [number, number?] = [0]): Check {
  const [least, most = Number.POSITIVE_INFINITY] = lengths;
  return {
    expected,
    fits: (value) => {
      if (!Array.isArray(value) && !(ArrayBuffer.isView(value) && 'length' in value)) return false;
      const list = value as ArrayLike<unknown>;
      if (list.length < least || list.length > most) return false;
      for (let i = 0; i < list.length; i++) if (!item.fits(list[i])) return false;
      return true;
    },
  };
}

/** `[height, width, channels]`. */
export const imageShape: Check = /* @__PURE__ */ listOf(
  /* @__PURE__ */ wholeNumber({ from: 1 }),
  'height, width and channels, three whole numbers from 1',
  [3, 3],
);

/** A value that passes one of the checks. */
export function either(...checks: readonly Check[]): Check {
  return {
    expected: listed(checks.map(({ expected }) => expected)),
    fits: (value) => checks.some((check) => check.fits(value)),
    remedy: (value) => checks.map(({ remedy }) => remedy?.(value)).find(Boolean),
  };
}

/** A value that passes the check, or is absent. */
export function optional(check: Check): Check {
  return { ...check, optional: true, fits: (value) => value === undefined || check.fits(value) };
}

/** The same check in other words. */
export function worded(expected: string, check: Check): Check {
  return { ...check, expected };
}

/** Anything: the value is checked elsewhere. */
export const anything: Check = { expected: 'a value', optional: true, fits: () => true };
