import { normalP, normalWithin } from './distributions.js';
import type { ConfidenceOptions } from './summarize.js';
import { checkCounts } from './wilson.js';

export interface Proportion {
  readonly wrong: number;
  readonly n: number;
}

export interface ProportionDifference {
  /** Rate of `b` less rate of `a`. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** `mean` in standard errors. */
  readonly z: number;
  /** Two-sided. */
  readonly p: number;
}

/**
 * The difference of two error rates of which only the counts are known, such as two rows of a paper's table:
 * `z = (pb - pa) / sqrt(pa(1 - pa)/na + pb(1 - pb)/nb)`.
 *
 * It takes the test images of the two for different ones. On the same images, with the answers at hand, `mcnemar`
 * sees more; and neither knows what another seed would do.
 *
 * Values: two equal rates give z = 0 and p = 1, also where both are 0 or 1.
 *
 * @example
 * twoProportions({ wrong: 1119, n: 10000 }, { wrong: 1245, n: 10000 }).z; // => 2.76022
 */
export function twoProportions(
  a: Proportion,
  b: Proportion,
  { confidence = 0.95 }: ConfidenceOptions = {},
): ProportionDifference {
  checkCounts(a.wrong, a.n);
  checkCounts(b.wrong, b.n);
  const [pa, pb] = [a.wrong / a.n, b.wrong / b.n];
  const deviation = Math.sqrt((pa * (1 - pa)) / a.n + (pb * (1 - pb)) / b.n);
  const mean = pb - pa;
  const z = mean === 0 ? 0 : mean / deviation;
  const margin = normalWithin(confidence) * deviation;
  return { mean, low: mean - margin, high: mean + margin, z, p: mean === 0 ? 1 : normalP(z) };
}
