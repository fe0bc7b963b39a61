import { constant, simplify } from '@rectified/expression';
import { RReLU, type RReLURange, testSlopeOf } from './rrelu.js';

/**
 * The fixed slope that {@link rrelu} uses on the negative side in inference: 2/(l+u) = 1/5.5 by default (eq. 5 of
 * arXiv 1505.00853); ln(u/l)/(u-l) = 1/5.0977 for `testDivisor: 'log-mean'`; (1/l + 1/u)/2 = 0.2292 for
 * `uniformIn: 'slope'`.
 *
 * @example
 * testSlope({ lowerDivisor: 3, upperDivisor: 8 }); // 0.181818...
 */
export function testSlope(range: RReLURange = {}): number {
  const { lowerDivisor, upperDivisor, uniformIn, testDivisor } = new RReLU(range).options;
  // Made of constants it is one itself.
  const slope = simplify(testSlopeOf(constant(lowerDivisor), constant(upperDivisor), uniformIn, testDivisor));
  return (slope as ReturnType<typeof constant>).value;
}
