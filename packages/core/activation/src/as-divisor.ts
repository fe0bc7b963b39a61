/**
 * Translates another library's slope into the option `name`, a divisor, for `checkOptions`: `asDivisor('divisor')(0.2)` is
 * `divisor: 5`. Values above 1 cannot be slopes of these rectifiers, so they are taken as divisors; anything but a positive
 * number has no translation.
 */
export function asDivisor(name: string): (slope: unknown) => string | undefined {
  return (slope) =>
    typeof slope === 'number' && slope > 0 ? `${name}: ${slope > 1 ? slope : 1 / slope}` : undefined;
}
