import type { BinaryOperation, Expression, Select, Sym, UnaryOperation } from './expression.js';
import { identityOf, same } from './identity-of.js';
import { sigmoidOf, softplusOf } from './special-functions.js';

/** The least and the largest value that something can have, infinities included; NaN apart. */
export type Bounds = readonly [low: number, high: number];

/** The bounds of symbols. */
export type SymbolBounds = (symbol: Sym) => Bounds;

const everything: Bounds = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

const known = new WeakMap<SymbolBounds, Map<number, Bounds>>();

/**
 * Bounds of an expression, by interval arithmetic: never too narrow, sometimes too wide. In the branches of
 * `select(symbol, number, ...)` the symbol is known to be on its side of the number. What was found is kept with `symbols`, which must give
 * the same bounds every time.
 */
export function boundsOf(expression: Expression, symbols: SymbolBounds): Bounds {
  const identity = identityOf(expression);
  const done = known.get(symbols) ?? new Map<number, Bounds>();
  known.set(symbols, done);
  const bounds = done.get(identity) ?? find(expression, symbols);
  done.set(identity, bounds);
  return bounds;
}

function find(expression: Expression, symbols: SymbolBounds): Bounds {
  switch (expression.op) {
    case 'constant':
      return [expression.value, expression.value];
    case 'symbol':
      return symbols(expression);
    case 'select':
      return boundsOfSelect(expression, symbols);
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'min':
    case 'max': {
      const [a, b] = expression.args;
      if (expression.op === 'mul' && same(a, b)) return squareOf(boundsOf(a, symbols));
      const ends = expression.op === 'add' && endsOf(a, b, symbols);
      if (ends) return union(ends.flatMap((end) => boundsOf(end, symbols)));
      return binary[expression.op](boundsOf(a, symbols), boundsOf(b, symbols));
    }
    default:
      return unary[expression.op](boundsOf(expression.args[0], symbols));
  }
}

/** The bounds of symbols in the branches of a select: a symbol that is compared with a number is on one side of it. */
export function branchBounds(
  { args: [a, b] }: Select,
  symbols: SymbolBounds,
): { readonly above: SymbolBounds; readonly below: SymbolBounds } {
  if (a.op !== 'symbol' || b.op !== 'constant') return { above: symbols, below: symbols };
  const [low, high] = symbols(a);
  const within =
    (bounds: Bounds): SymbolBounds =>
    (symbol) =>
      same(symbol, a) ? bounds : symbols(symbol);
  return {
    above: within([Math.max(low, b.value), high]),
    below: within([low, Math.min(high, b.value)]),
  };
}

function boundsOfSelect(expression: Select, symbols: SymbolBounds): Bounds {
  const [a, b, p, q] = expression.args;
  const [lowA, highA] = boundsOf(a, symbols);
  const [lowB, highB] = boundsOf(b, symbols);
  const { above, below } = branchBounds(expression, symbols);
  if (lowA > highB) return boundsOf(p, above);
  if (highA <= lowB) return boundsOf(q, below);
  return union([...boundsOf(p, above), ...boundsOf(q, below)]);
}

/** Of a + (b - a) t with t between 0 and 1: a and b. The parts by themselves would not be known to stay between. */
function endsOf(a: Expression, rest: Expression, symbols: SymbolBounds): Expression[] | undefined {
  if (rest.op !== 'mul') return undefined;
  const [step, t] = rest.args;
  if (step.op !== 'sub' || !same(step.args[1], a)) return undefined;
  const [low, high] = boundsOf(t, symbols);
  return low >= 0 && high <= 1 ? [a, step.args[0]] : undefined;
}

const union = (values: readonly number[]): Bounds => [Math.min(...values), Math.max(...values)];

const increasing =
  (of: (value: number) => number) =>
  ([low, high]: Bounds): Bounds => [of(low), of(high)];

const unary: Readonly<Record<UnaryOperation, (a: Bounds) => Bounds>> = {
  neg: ([low, high]) => [-high, -low],
  abs: ([low, high]) => [Math.max(low, -high, 0), Math.max(-low, high)],
  sqrt: increasing((value) => Math.sqrt(Math.max(value, 0))),
  exp: increasing(Math.exp),
  expm1: increasing(Math.expm1),
  log: increasing((value) => Math.log(Math.max(value, 0))),
  log1p: increasing((value) => Math.log1p(Math.max(value, -1))),
  tanh: increasing(Math.tanh),
  sigmoid: increasing(sigmoidOf),
  softplus: increasing(softplusOf),
  erf: () => [-1, 1],
  erfc: () => [0, 2],
  // Falls all the way; at most 1 from 0 on.
  erfcx: ([low]) => [0, low >= 0 ? 1 : everything[1]],
  sin: () => [-1, 1],
  cos: () => [-1, 1],
};

const binary: Readonly<Record<BinaryOperation, (a: Bounds, b: Bounds) => Bounds>> = {
  add: ([lowA, highA], [lowB, highB]) => orEverything([lowA + lowB, highA + highB]),
  sub: ([lowA, highA], [lowB, highB]) => orEverything([lowA - highB, highA - lowB]),
  mul: (a, b) => union(a.flatMap((u) => b.map((v) => (u === 0 || v === 0 ? 0 : u * v)))),
  // Of 0 nobody knows the sign.
  div: (a, b) =>
    b[0] <= 0 && b[1] >= 0 ? everything : union(a.flatMap((u) => b.map((v) => quotient(u, v)))),
  min: ([lowA, highA], [lowB, highB]) => [Math.min(lowA, lowB), Math.min(highA, highB)],
  max: ([lowA, highA], [lowB, highB]) => [Math.max(lowA, lowB), Math.max(highA, highB)],
};

/** Where an end is infinity minus infinity, nothing is known of it. */
const orEverything = ([low, high]: Bounds): Bounds => [
  Number.isNaN(low) ? everything[0] : low,
  Number.isNaN(high) ? everything[1] : high,
];

/** u / v at the ends of bounds, where infinity / infinity can be anything from 0 on. */
const quotient = (u: number, v: number) => (Math.abs(v) === Number.POSITIVE_INFINITY ? 0 : u / v);

function squareOf(bounds: Bounds): Bounds {
  const [low, high] = unary.abs(bounds);
  return [low * low, high * high];
}
