import { div, lerp, log, max, mul, type SymbolBounds, select, sub, symbol, x } from '@rectified/expression';
import { functionOf } from './functions.js';

const [a, l, u] = [symbol('option', 'a'), symbol('option', 'l'), symbol('option', 'u')];
const [learned, drawn] = [symbol('parameter', 'p'), symbol('noise', 'r')];
const negativeSide = (slope: Parameters<typeof mul>[1]) => select(x, 0, x, mul(x, slope));
const slopes: SymbolBounds = () => [0, 1];
const divisors: SymbolBounds = () => [1, 1e38];

/** The functions of the four rectifiers of arXiv 1505.00853; RReLU in inference is a leaky ReLU. */
export const builtInFunctions = [
  functionOf('ReLU', max(x, 0)),
  functionOf('leaky ReLU', negativeSide(div(1, a)), divisors),
  functionOf('PReLU', negativeSide(learned), slopes),
  functionOf('PReLU, learned divisor', negativeSide(div(1, learned)), divisors),
  functionOf('RReLU', negativeSide(div(1, lerp(l, u, drawn))), divisors),
  functionOf('RReLU, uniform slope', negativeSide(lerp(div(1, u), div(1, l), drawn)), divisors),
  functionOf(
    'RReLU in inference, test slope of the mean',
    negativeSide(select(u, l, div(log(div(u, l)), sub(u, l)), div(1, l))),
    divisors,
  ),
];
