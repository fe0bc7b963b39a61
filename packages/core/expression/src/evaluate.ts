import { InputError } from '@rectified/errors';
import { carriesNaN } from './carries-nan.js';
import type { BinaryOperation, Expression, UnaryOperation } from './expression.js';
import { fold } from './fold.js';
import { erfcOf, erfcxOf, erfOf, sigmoidOf, softplusOf } from './special-functions.js';

type Operations = Readonly<
  Record<UnaryOperation, (a: number) => number> &
    Record<Exclude<BinaryOperation, 'mul'>, (a: number, b: number) => number>
>;

const operations: Operations = {
  neg: (a) => -a,
  abs: Math.abs,
  sqrt: Math.sqrt,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  tanh: Math.tanh,
  sigmoid: sigmoidOf,
  softplus: softplusOf,
  erf: erfOf,
  erfc: erfcOf,
  erfcx: erfcxOf,
  sin: Math.sin,
  cos: Math.cos,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  div: (a, b) => a / b,
  // Not by Math.min and Math.max, which take -0 before 0 whichever comes second (rule T).
  min: (a, b) => choose(b, a, a, b),
  max: (a, b) => choose(a, b, a, b),
};

export interface EvaluateOptions {
  /** Rounds every intermediate result: by `Math.fround` to what an ideal float32 device computes. Default: float64. */
  readonly round?: (value: number) => number;
}

/**
 * The value of an expression, each symbol having the value of its name. Throws an `InputError` if one is missing.
 *
 * @example
 * evaluate(mul(x, sigmoid(x)), { x: 1 }); // => 0.731059
 */
export function evaluate(
  expression: Expression,
  values: Readonly<Record<string, number>>,
  { round = (value) => value }: EvaluateOptions = {},
): number {
  return fold<number>(expression, (part, args) => {
    switch (part.op) {
      case 'constant':
        return round(part.value);
      case 'symbol':
        return round(lookUp(part.name, values));
      case 'select':
        return choose(args[0]!, args[1]!, args[2]!, args[3]!);
      case 'mul':
        return round(product(part.args, args[0]!, args[1]!));
      default:
        return round((operations[part.op] as (...args: readonly number[]) => number)(...args));
    }
  });
}

function lookUp(name: string, values: Readonly<Record<string, number>>): number {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value !== undefined) return value;
  throw new InputError({ what: `no value for ${name}`, got: Object.keys(values).join(', ') || 'none' });
}

/** p where a > b, else q; NaN where they cannot be compared (rule N). */
function choose(a: number, b: number, p: number, q: number): number {
  return a > b ? p : a <= b ? q : Number.NaN;
}

/** a b, where a closed gate beats an infinity (rule Z). */
function product([a, b]: readonly [Expression, Expression], u: number, v: number): number {
  const plain = u * v;
  if (!Number.isNaN(plain) || Number.isNaN(u) || Number.isNaN(v)) return plain;
  return carriesNaN(u === 0 ? a : b) ? 0 : plain;
}
