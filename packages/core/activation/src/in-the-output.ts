import {
  boundsOf,
  constant,
  dependsOn,
  div,
  type Expression,
  type SymbolBounds,
  same,
  select,
  simplify,
  x,
} from '@rectified/expression';
import type { Derivatives } from './elementwise.js';

/** Derivatives in which the symbol `x` means y. */
export interface OutputDerivatives extends Derivatives {
  /** They are valid unless one of these is close to 0. */
  readonly nonzero: readonly Expression[];
}

/**
 * Derivatives in terms of the output, if possible. The output must have the sign of the input. Derivatives that depend only on
 * the sign are then unchanged; and if each side is a line through 0, x is y divided by its slope.
 */
export function inTheOutput(
  value: Expression,
  derivatives: Derivatives,
  bounds: SymbolBounds,
): OutputDerivatives | undefined {
  const valueFor = (low: number, high: number) =>
    boundsOf(value, (symbol) => (symbol.kind === 'input' ? [low, high] : bounds(symbol)));
  const keepsSign =
    valueFor(Number.MIN_VALUE, Number.POSITIVE_INFINITY)[0] > 0 &&
    valueFor(Number.NEGATIVE_INFINITY, 0)[1] <= 0;
  if (!keepsSign) return undefined;
  const slopes = [slopeOf(side(value, true)), slopeOf(side(value, false))] as const;
  const nonzero = new Set<Expression>();
  /** Rewrites an expression of x in terms of y; undefined if x cannot be recovered. */
  const rewrite = (expression: Expression): Expression | undefined => {
    if (asksForSign(expression)) return expression;
    const branches = slopes.map((slope, index) => {
      const branch = side(expression, index === 0);
      if (asksForSign(branch)) return branch;
      if (slope === undefined || dependsOn(slope, 'noise')) return undefined;
      if (slope.op !== 'constant') nonzero.add(slope);
      return simplify(replaceInput(branch, div(x, slope)));
    });
    return branches.includes(undefined) ? undefined : select(x, 0, branches[0]!, branches[1]!);
  };
  const input = rewrite(derivatives.input);
  const parameters = derivatives.parameters.map(rewrite);
  if (input === undefined || parameters.includes(undefined)) return undefined;
  return { input, parameters: parameters as Expression[], nonzero: [...nonzero] };
}

const isTestOfSign = (part: Expression) =>
  part.op === 'select' && same(part.args[0], x) && same(part.args[1], constant(0));

/** An expression restricted to x > 0, or to x <= 0. */
function side(part: Expression, positive: boolean): Expression {
  if (part.op === 'max' && same(part.args[0], x) && same(part.args[1], constant(0)))
    return positive ? x : constant(0);
  return part.op === 'select' && isTestOfSign(part) ? side(part.args[positive ? 2 : 3], positive) : part;
}

/** Whether x occurs only in comparisons with 0. */
function asksForSign(part: Expression): boolean {
  if (part.op === 'constant') return true;
  if (part.op === 'symbol') return part.kind !== 'input';
  return (isTestOfSign(part) ? part.args.slice(2) : part.args).every(asksForSign);
}

/** The slope of a line through 0. */
function slopeOf(part: Expression): Expression | undefined {
  if (same(part, x)) return constant(1);
  if (part.op !== 'mul' && part.op !== 'div') return undefined;
  const [a, b] = part.args;
  if (same(a, x) && !dependsOn(b, 'input')) return part.op === 'mul' ? b : div(1, b);
  return part.op === 'mul' && same(b, x) && !dependsOn(a, 'input') ? a : undefined;
}

function replaceInput(part: Expression, by: Expression): Expression {
  if (part.op === 'constant') return part;
  if (part.op === 'symbol') return part.kind === 'input' ? by : part;
  return { op: part.op, args: part.args.map((arg) => replaceInput(arg, by)) } as unknown as Expression;
}
