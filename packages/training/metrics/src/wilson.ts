import { checkOptions, InputError, optional, shown } from '@rectified/errors';
import * as checks from './checks.js';
import { normalWithin } from './distributions.js';
import type { ConfidenceOptions } from './summarize.js';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Confidence interval of an error rate from `wrong` of `n` test images, after Wilson (1927): with p = wrong / n and
 * z = 1.96, `(p + z²/2n ± z sqrt(p(1 - p)/n + z²/4n²)) / (1 + z²/n)`.
 *
 * It says how much other test images would change the rate of this one trained network, not what another seed would
 * give. It stays within 0 and 1 and makes sense for 0 wrong answers, unlike `p ± z sqrt(p(1 - p)/n)`.
 *
 * @example
 * wilson(1245, 10000); // => { low: 0.118173, high: 0.131115 }
 */
export function wilson(wrong: number, n: number, options: ConfidenceOptions = {}): Interval {
  const { confidence = 0.95 } = checkOptions('wilson', options, { confidence: optional(checks.confidence) });
  checkCounts(wrong, n);
  const z = normalWithin(confidence);
  const p = wrong / n;
  const center = p + (z * z) / (2 * n);
  const margin = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return { low: Math.max(0, (center - margin) / scale), high: Math.min(1, (center + margin) / scale) };
}

function checkCounts(wrong: number, n: number): void {
  if (Number.isInteger(wrong) && Number.isInteger(n) && n > 0 && wrong >= 0 && wrong <= n) return;
  throw new InputError({
    what: 'impossible counts',
    expected: 'whole numbers, wrong from 0 to n',
    got: `${shown(wrong)} wrong of ${shown(n)}`,
  });
}
