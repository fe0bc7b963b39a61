import { constant, dependsOn, type Expression, max, mul, same, select, x } from '@rectified/expression';
import type { ElementwiseFunction } from './elementwise.js';

const zero = constant(0);

/**
 * The slope of the negative side, if a function is a rectifier: x where x > 0 and a line through 0 elsewhere, with just these
 * derivatives. Backends have kernels for that. Undefined for all other functions.
 */
export function slopeOf({ value, derivatives }: ElementwiseFunction): Expression | undefined {
  const slope = same(value, max(x, zero))
    ? zero
    : secondFactor(value.op === 'select' ? value.args[3] : value);
  if (slope === undefined || dependsOn(slope, 'input')) return undefined;
  const isRectifier =
    (slope === zero || same(value, select(x, zero, x, mul(x, slope)))) &&
    same(derivatives.input, select(x, zero, 1, slope)) &&
    !(dependsOn(slope, 'noise') && dependsOn(slope, 'parameter'));
  return isRectifier ? slope : undefined;
}

const secondFactor = (part: Expression) => (part.op === 'mul' ? part.args[1] : undefined);
