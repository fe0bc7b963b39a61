import { dependsOn, div, type Expression, mul, same, select, x } from '@rectified/expression';

/** How to compute the input of a function from its output. */
export interface WayBack {
  /** `x` stands for the output. */
  readonly input: Expression;
  /** The factors and divisors other than 1: if they are close to 0 or very large, precision is lost. */
  readonly slopes: readonly Expression[];
}

/** The way back through two lines that meet at 0, such as `select(x, 0, x, mul(x, slope))`; undefined for other functions. */
export function wayBack(value: Expression): WayBack | undefined {
  const [positive, negative] = isTwoSided(value) ? [value.args[2], value.args[3]] : [value, value];
  const lines = [lineOf(positive), lineOf(negative)] as const;
  if (lines[0] === undefined || lines[1] === undefined) return undefined;
  const slopes = lines.flatMap((line) => line?.slope ?? []);
  if (!slopes.every(isMonotone)) return undefined;
  const [first, second] = lines;
  return { input: first.back === second.back ? first.back : select(x, 0, first.back, second.back), slopes };
}

const isTwoSided = (value: Expression): value is Extract<Expression, { op: 'select' }> =>
  value.op === 'select' && same(value.args[0], x) && same(value.args[1], { op: 'constant', value: 0 });

/** A line through 0 and the way back along it. */
function lineOf(value: Expression): { readonly slope?: Expression; readonly back: Expression } | undefined {
  if (same(value, x)) return { back: x };
  if (value.op !== 'mul' && value.op !== 'div') return undefined;
  const [a, b] = value.args;
  if (same(a, x) && !dependsOn(b, 'input'))
    return value.op === 'mul' ? { slope: b, back: div(x, b) } : { slope: b, back: mul(x, b) };
  if (value.op === 'mul' && same(b, x) && !dependsOn(a, 'input')) return { slope: a, back: div(x, a) };
  return undefined;
}

/** Whether a slope with noise from 0 to 1 lies between its values at both ends: a + b noise, or c / (a + b noise). */
function isMonotone(slope: Expression): boolean {
  if (slope.op === 'div' && !dependsOn(slope.args[0], 'noise')) return isLinear(slope.args[1]);
  return isLinear(slope);
}

function isLinear(slope: Expression): boolean {
  if (!dependsOn(slope, 'noise') || slope.op === 'symbol') return true;
  if (slope.op === 'add' || slope.op === 'sub') return slope.args.every(isLinear);
  if (slope.op === 'mul') {
    const [a, b] = slope.args;
    return (!dependsOn(a, 'noise') && isLinear(b)) || (!dependsOn(b, 'noise') && isLinear(a));
  }
  return false;
}
