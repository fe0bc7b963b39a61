import {
  add,
  constant,
  cos,
  div,
  erf,
  lerp,
  max,
  mul,
  select,
  sigmoid,
  softplus,
  sqrt,
  symbol,
  tanh,
  x,
} from '@rectified/expression';
import { functionOf } from './functions.js';

const parameter = symbol('parameter', 'p');
const slope = symbol('option', 's');
const [l, u] = [symbol('option', 'l'), symbol('option', 'u')];
const negativeSide = (slope: Parameters<typeof mul>[1]) => select(x, 0, x, mul(x, slope));

/** The formulas of test/driver, by their names there. */
export const driverFunctions = {
  kRelu: functionOf('relu', max(x, 0)),
  kSlope: functionOf('slope', negativeSide(slope), () => [0, 1]),
  kAnySlope: functionOf('any slope', negativeSide(slope)),
  kLearnedSlope: functionOf('learned slope', negativeSide(parameter), () => [0, 1]),
  kLearnedDivisor: functionOf('learned divisor', select(x, 0, x, div(x, parameter)), () => [1, 1e38]),
  kRandomDivisor: functionOf('random divisor', negativeSide(div(1, lerp(l, u, symbol('noise', 'r')))), () => [
    1, 1e38,
  ]),
  kSilu: functionOf('silu', mul(x, sigmoid(x))),
  kSwish: functionOf('swish', mul(x, sigmoid(mul(parameter, x)))),
  kMish: functionOf('mish', mul(x, tanh(softplus(x)))),
  kGelu: functionOf('gelu', mul(mul(0.5, x), add(1, erf(div(x, sqrt(constant(2))))))),
  kGcu: functionOf('gcu', mul(x, cos(x))),
};
