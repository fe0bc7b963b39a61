import { dependsOn, type Expression, evaluate } from '@rectified/expression';

type Values = Readonly<Record<string, number>>;

/** Points from -32 to 32 in steps of 1/16, and some far outside. */
const grid = [
  ...Array.from({ length: 1025 }, (_, i) => i / 16 - 32),
  ...[64, 1e2, 1e3, 1e4].flatMap((far) => [-far, far]),
].sort((a, b) => a - b);

/**
 * The inputs at which a comparison in some expressions is a tie: an argument of `min` or `max` overtakes the other there, a
 * `select` goes over to its other branch, or `abs` turns. `values` are those of all symbols but `x`.
 */
export function findTies(expressions: readonly Expression[], values: Values): number[] {
  const ties = new Set<number>();
  for (const [a, b] of expressions.flatMap(comparisonsIn)) {
    const difference = (x: number) =>
      evaluate(a, { ...values, x }) - (b === undefined ? 0 : evaluate(b, { ...values, x }));
    grid.forEach((x, i) => {
      const here = difference(x);
      if (here === 0) ties.add(x);
      const before = grid[i - 1];
      if (before !== undefined && difference(before) * here < 0)
        ties.add(changeBetween(difference, before, x));
    });
  }
  return [...ties].map((x) => x + 0).sort((a, b) => a - b);
}

/** Where a function that has different signs at two inputs changes it. */
function changeBetween(of: (x: number) => number, low: number, high: number): number {
  let [from, to] = [low, high];
  for (;;) {
    const middle = (from + to) / 2;
    const value = of(middle);
    if (value === 0 || middle <= from || middle >= to) return middle;
    if (value > 0 === of(from) > 0) from = middle;
    else to = middle;
  }
}

/** All pairs of an expression that are compared and depend on the input. */
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
