import type { Spread } from './statistics.ts';

/** A number with at least three significant digits. */
export function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** `1.72 (1.65 to 1.80)`: median and quartiles. */
export function withQuartiles({ median, lower, upper }: Spread): string {
  return `${digits(median)} (${digits(lower)} to ${digits(upper)})`;
}

export const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);

export const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
