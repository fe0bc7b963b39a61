import { InputError } from '@rectified/errors';

/** Where the negative side's random slope comes from, and what stands for it in inference. */
export interface RReLURange {
  /** `l`, at least 1. Default 3 (arXiv 1505.00853, section 2.4; cxxnet's own default was 5). */
  lowerDivisor?: number;
  /** `u`, finite, at least `l`. Default 8 (as above; cxxnet's own default was 10). */
  upperDivisor?: number;
  /**
   * `divisor` (default): the divisor a is uniform in [l, u), the slope is 1/a. `slope`: the slope itself is
   * uniform in [1/u, 1/l), as in PyTorch, MXNet and Torch.
   */
  uniformIn?: 'divisor' | 'slope';
  /**
   * The inference slope. `mean` (default): one over the mean divisor, 2/(l+u), eq. 5 of the paper; the mean slope where
   * `uniformIn` is `slope`. `log-mean`: the mean of 1/a, ln(u/l)/(u-l), which cxxnet used from May to August 2015.
   */
  testDivisor?: 'mean' | 'log-mean';
}

/** Fills in the defaults and refuses what makes no sense. */
export function rangeOf({
  lowerDivisor = 3,
  upperDivisor = 8,
  uniformIn = 'divisor',
  testDivisor = 'mean',
}: RReLURange): Required<RReLURange> {
  if (!(lowerDivisor >= 1 && lowerDivisor <= upperDivisor && upperDivisor < Infinity))
    throw new InputError({
      what: 'divisors of an RReLU',
      expected: '1 <= lowerDivisor <= upperDivisor < Infinity',
      got: `${lowerDivisor} and ${upperDivisor}`,
      remedy: lowerDivisor < 1 ? 'Slopes 1/8 to 1/3 are divisors 3 to 8' : undefined,
    });
  if (uniformIn !== 'divisor' && uniformIn !== 'slope')
    throw new InputError({
      what: 'uniformIn of an RReLU',
      expected: '"divisor" or "slope"',
      got: JSON.stringify(uniformIn),
    });
  if (testDivisor !== 'mean' && testDivisor !== 'log-mean')
    throw new InputError({
      what: 'testDivisor of an RReLU',
      expected: '"mean" or "log-mean"',
      got: JSON.stringify(testDivisor),
    });
  if (testDivisor === 'log-mean' && uniformIn === 'slope')
    throw new InputError({
      what: 'testDivisor "log-mean" of an RReLU whose slope is uniform',
      expected: '"mean": the mean slope (1/l + 1/u) / 2',
      got: '"log-mean", which is the mean slope only of a uniform divisor',
    });
  return { lowerDivisor, upperDivisor, uniformIn, testDivisor };
}
