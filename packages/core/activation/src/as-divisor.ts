/**
 * How a slope is written as the option `name`, which is a divisor, for `checkOptions`: `asDivisor('divisor')(0.2)` is
 * `divisor: 5`. What is above 1 is no slope of these rectifiers and is taken for a divisor already; what is no number above 0
 * has no translation.
 */
export function asDivisor(name: string): (slope: unknown) => string | undefined {
  return (slope) =>
    typeof slope === 'number' && slope > 0 ? `${name}: ${slope > 1 ? slope : 1 / slope}` : undefined;
}
