import type { AnyFormula } from './formula-description.js';

/** The part of an activation's description that comes from its formula. */
export function identified<F extends Pick<AnyFormula, 'name' | 'title' | 'paper' | 'variants'>>(
  definition: F,
) {
  const { name, title, paper, variants } = definition;
  return { name, title, paper, variants, definition };
}
