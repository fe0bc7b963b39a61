import { dependsOn, type Expression, evaluate } from '@rectified/expression';

type Values = Readonly<Record<string, number>>;

/** Points from -32 to 32 in steps of 1/16, and powers of 2 up to a million. */
const grid = [
  ...Array.from({ length: 1025 }, (_, i) => i / 16 - 32),
  ...Array.from({ length: 15 }, (_, i) => 2 ** (i + 6)).flatMap((far) => [-far, far]),
].sort((a, b) => a - b);

/**
 * The inputs at which a comparison in any of the expressions is a tie: the arguments of `min` or `max` cross or touch, a `select`
 * changes branches, or the argument of `abs` is 0. `values` are those of all symbols but `x`.
 */
export function findTies(expressions: readonly Expression[], values: Values): number[] {
  const ties = expressions
    .flatMap(comparisonsIn)
    .flatMap(([a, b]) =>
      zerosOf((x) => evaluate(a, { ...values, x }) - (b === undefined ? 0 : evaluate(b, { ...values, x }))),
    );
  return [...new Set(ties.map((x) => x + 0))].sort((a, b) => a - b);
}

function zerosOf(of: (x: number) => number): number[] {
  const at = grid.map(of);
  return grid.flatMap((x, i) => {
    const [before, here, after] = [at[i - 1]!, at[i]!, at[i + 1]!];
    if (here === 0) {
      // There may be another one before the next point.
      const sides = [before ? grid[i - 1]! : x, after ? grid[i + 1]! : x];
      return [x, ...sides.flatMap((side) => beyond(of, x, side))];
    }
    const changed = differ(before, here) ? [changeBetween(of, grid[i - 1]!, x)] : [];
    const turns = isTurn(before / here, after / here);
    return turns ? [...changed, ...touchesBetween(of, grid[i - 1]!, grid[i + 1]!)] : changed;
  });
}

/** Whether two numbers have different signs. Their product might underflow. */
const differ = (a: number, b: number) => Math.sign(a) * Math.sign(b) < 0;

/** Where a function that is 0 at one input changes its sign before another. */
function beyond(of: (x: number) => number, zero: number, side: number): number[] {
  const lowest = nearestTo0(of, side, zero);
  return differ(of(lowest), of(side)) ? [changeBetween(of, lowest, side)] : [];
}

/** Whether the middle one of three values is a minimum, and they are not all the same. */
const isTurn = (before: number, after: number) =>
  before >= 1 && after >= 1 && Math.max(before, after) > 1 + 1e-12;

/** Relative size below which a value of a function counts as 0. */
const nothing = 1e-12;

/** Where a function reaches 0 between two inputs at which it has the same sign: once if it touches 0, twice if it crosses it. */
function touchesBetween(of: (x: number) => number, low: number, high: number): number[] {
  const lowest = nearestTo0(of, low, high);
  const share = of(lowest) / Math.max(Math.abs(of(low)), Math.abs(of(high))) / Math.sign(of(low));
  if (share < 0) return [changeBetween(of, low, lowest), changeBetween(of, lowest, high)];
  return share <= nothing ? [lowest] : [];
}

/** The extremum, away from its sign at the first input, of a function with one turning point between two inputs. */
function nearestTo0(of: (x: number) => number, first: number, second: number): number {
  const size = (x: number) => Math.sign(of(first)) * of(x);
  let [from, to] = [first, second];
  for (let step = 0; step < 70; step++) {
    const [a, b] = [from + (to - from) / 3, to - (to - from) / 3];
    if (size(a) < size(b)) to = b;
    else from = a;
  }
  return (from + to) / 2;
}

/** Where a function changes its sign between two inputs. */
function changeBetween(of: (x: number) => number, low: number, high: number): number {
  let [from, to] = [Math.min(low, high), Math.max(low, high)];
  for (;;) {
    const middle = (from + to) / 2;
    const value = of(middle);
    if (value === 0 || middle <= from || middle >= to) return middle;
    if (value > 0 === of(from) > 0) from = middle;
    else to = middle;
  }
}

/** All compared pairs in an expression that depend on the input. */
function comparisonsIn(expression: Expression): (readonly [Expression, Expression | undefined])[] {
  const found: (readonly [Expression, Expression | undefined])[] = [];
  const seen = new Set<Expression>();
  const visit = (part: Expression) => {
    if (seen.has(part) || !dependsOn(part, 'input')) return;
    seen.add(part);
    if (part.op === 'constant' || part.op === 'symbol') return;
    if (part.op === 'select' || part.op === 'min' || part.op === 'max')
      found.push([part.args[0], part.args[1]]);
    if (part.op === 'abs') found.push([part.args[0], undefined]);
    part.args.forEach(visit);
  };
  visit(expression);
  return found;
}
