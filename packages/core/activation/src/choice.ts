import type { Choice } from './formula-description.js';

/**
 * An option whose value is one of several strings. The first is the default.
 *
 * @example
 * options: { learned: choice('slope', 'divisor') },
 */
export function choice<const T extends string>(first: T, ...others: readonly T[]): Choice<T> {
  return { default: first, choices: [first, ...others] };
}
