import type { Choice } from './formula-description.js';

/**
 * An option that is one of several texts. The first is the default.
 *
 * @example
 * options: { learned: choice('slope', 'divisor') },
 */
export function choice<const T extends string>(first: T, ...others: readonly T[]): Choice<T> {
  return { default: first, choices: [first, ...others] };
}
