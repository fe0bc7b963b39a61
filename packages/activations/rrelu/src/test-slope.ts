import { valueAt } from '@rectified/activation';
import { formula, type RReLURange } from './rrelu.js';

/**
 * The fixed slope that {@link rrelu} uses on the negative side in inference: 2/(l+u) = 1/5.5 by default (eq. 5 of
 * arXiv 1505.00853); ln(u/l)/(u-l) = 1/5.0977 for `testDivisor: 'log-mean'`; (1/l + 1/u)/2 = 0.2292 for
 * `uniformIn: 'slope'`.
 *
 * @example
 * testSlope({ lowerDivisor: 3, upperDivisor: 8 }); // 0.181818...
 */
export function testSlope(range: RReLURange = {}): number {
  return -valueAt(formula, -1, range);
}
