import { calculate } from './calculate.js';
import type { BinaryOperation, Expression, Select, Sym, UnaryOperation } from './expression.js';
import { identityOf, same } from './identity-of.js';

/** The smallest and the largest possible value, including infinities but not NaN. */
export type Bounds = readonly [low: number, high: number];

/** The bounds of symbols. */
export type SymbolBounds = (symbol: Sym) => Bounds;

const everything: Bounds = [-Infinity, Infinity];

const known = new WeakMap<SymbolBounds, Map<number, Bounds>>();

/**
 * Bounds of an expression by interval arithmetic: never too narrow, sometimes too wide. In the branches of
 * `select(symbol, number, ...)` the symbol is known to be on one side of the number. Results are cached by `symbols`, which must
 * always return the same bounds.
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
    case 'sin':
    case 'cos':
      return [-1, 1];
  }
  const [a, b] = expression.args;
  const square = expression.op === 'mul' && same(a, b!);
  if (square || expression.op === 'abs') {
    const [low, high] = boundsOf(a, symbols);
    const sizes = [Math.max(low, -high, 0), Math.max(-low, high)] as const;
    return square ? [sizes[0] ** 2, sizes[1] ** 2] : sizes;
  }
  const ends = expression.op === 'add' && endsOf(a, b!, symbols);
  if (ends) return union(ends.flatMap((end) => boundsOf(end, symbols)));
  return ofMonotone(expression.op, boundsOf(a, symbols), b ? boundsOf(b, symbols) : everything);
}

/** All other operations are monotonic in each argument: their bounds are values at the ends of the intervals. */
function ofMonotone(op: UnaryOperation | BinaryOperation, a: Bounds, b: Bounds): Bounds {
  if (op === 'div' && b[0] <= 0 && b[1] >= 0) return everything; // The sign of zero is unknown.
  const values = a.flatMap((u) => b.map((v) => calculate(op, u, v)));
  if (!values.some(Number.isNaN)) return union(values);
  // 0 times infinity, or infinity over infinity, may be anything between 0 and infinity. Any other NaN means nothing is known.
  return op === 'mul' || op === 'div' ? union(values.map((value) => value || 0)) : everything;
}

/** The bounds of symbols in the branches of a select: a symbol compared with a number is on one side of it. */
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

/** The bounds of a + (b - a) t with t between 0 and 1: those of a and b together. Interval arithmetic on the parts would give wider ones. */
function endsOf(a: Expression, rest: Expression, symbols: SymbolBounds): Expression[] | undefined {
  if (rest.op !== 'mul') return undefined;
  const [step, t] = rest.args;
  if (step.op !== 'sub' || !same(step.args[1], a)) return undefined;
  const [low, high] = boundsOf(t, symbols);
  return low >= 0 && high <= 1 ? [a, step.args[0]] : undefined;
}

const union = (values: readonly number[]): Bounds => [Math.min(...values), Math.max(...values)];
