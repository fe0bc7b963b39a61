import type { AnyFormula } from './formula-description.js';

/** What every description of an activation has of its formula. */
export function identified<F extends Pick<AnyFormula, 'name' | 'title' | 'paper' | 'variants'>>(
  definition: F,
) {
  const { name, title, paper, variants } = definition;
  return { name, title, paper, variants, definition };
}
