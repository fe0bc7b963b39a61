import { checkOptions, type ForeignOptions, InputError } from '@rectified/errors';

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

/** The names of {@link RReLURange}. */
export const rangeNames = ['lowerDivisor', 'upperDivisor', 'uniformIn', 'testDivisor'];

/** A bound of slopes is the other bound of divisors; what is above 1 is a divisor. */
const bound = (slope: string, divisor: string) => (value: unknown) => {
  if (typeof value !== 'number' || !(value > 0)) return undefined;
  return value > 1 ? `${divisor}: ${value}` : `${slope}: ${1 / value}, with uniformIn: "slope" as in PyTorch`;
};
const lower = bound('upperDivisor', 'lowerDivisor');
const upper = bound('lowerDivisor', 'upperDivisor');

/** PyTorch, MXNet, cxxnet and the paper. */
export const foreignOptions: ForeignOptions = {
  lower,
  upper,
  lower_bound: lower,
  upper_bound: upper,
  lowerBound: lower,
  upperBound: upper,
  lb: lower,
  ub: upper,
  l: lower,
  u: upper,
};

/** Fills in the defaults and refuses what makes no sense. */
export function rangeOf(range: RReLURange): Required<RReLURange> {
  const {
    lowerDivisor = 3,
    upperDivisor = 8,
    uniformIn = 'divisor',
    testDivisor = 'mean',
  } = checkOptions('RReLU', range, rangeNames, foreignOptions);
  const numbers = [lowerDivisor, upperDivisor].every((divisor) => typeof divisor === 'number');
  if (!(numbers && lowerDivisor >= 1 && lowerDivisor <= upperDivisor && upperDivisor < Infinity))
    throw new InputError({
      what: 'divisors of an RReLU',
      expected: '1 <= lowerDivisor <= upperDivisor < Infinity',
      got: numbers ? `${lowerDivisor} and ${upperDivisor}` : JSON.stringify([lowerDivisor, upperDivisor]),
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
