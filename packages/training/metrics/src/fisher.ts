import type { Proportion } from './proportion.js';

/** Divisions as probable as the observed one up to rounding count as such, as in scipy. */
const slack = 1 + 1e-7;

/**
 * Two-sided p-value of Fisher's exact test of two error counts: given the total number of wrong answers, the probability of a
 * division between the two that is at most as probable as the observed one.
 *
 * Probabilities are relative to that of the observed division, each computed from its neighbor by the ratio of the hypergeometric
 * distribution, so no factorial is needed.
 */
export function fisherP(a: Proportion, b: Proportion): number {
  const wrong = a.wrong + b.wrong;
  /** The ratio of the probability of `ofA + 1` wrong answers of a to that of `ofA`. */
  const ratio = (ofA: number) => ((a.n - ofA) * (wrong - ofA)) / ((ofA + 1) * (b.n - wrong + ofA + 1));
  let all = 1;
  let extreme = 1;
  const add = (probability: number) => {
    all += probability;
    if (probability <= slack) extreme += probability;
    return probability;
  };
  let probability = 1;
  for (let ofA = a.wrong; ofA < Math.min(a.n, wrong); ofA++) probability = add(probability * ratio(ofA));
  probability = 1;
  for (let ofA = a.wrong - 1; ofA >= Math.max(0, wrong - b.n); ofA--)
    probability = add(probability / ratio(ofA));
  // If the observed division is much rarer than others, the sum can overflow float64.
  return all === Number.POSITIVE_INFINITY ? 0 : Math.min(1, extreme / all);
}
