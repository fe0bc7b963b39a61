import type { ForeignOptions } from '@rectified/errors';

/** A bound of slopes is the other bound of divisors; what is above 1 is a divisor. */
const bound = (slope: string, divisor: string) => (value: unknown) => {
  if (typeof value !== 'number' || !(value > 0)) return undefined;
  return value > 1 ? `${divisor}: ${value}` : `${slope}: ${1 / value}, with uniformIn: "slope" as in PyTorch`;
};
const lower = bound('upperDivisor', 'lowerDivisor');
const upper = bound('lowerDivisor', 'upperDivisor');

/** PyTorch, MXNet, cxxnet and the paper; a bare `true` or `false`. */
export const foreignOptions: ForeignOptions = {
  ...{ lower, lower_bound: lower, lowerBound: lower, lb: lower, l: lower },
  ...{ upper, upper_bound: upper, upperBound: upper, ub: upper, u: upper },
  boolean: (training) => `training: ${training}`,
};
