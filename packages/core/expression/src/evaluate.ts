import { InputError } from '@rectified/errors';
import { choose } from './arithmetic.js';
import { calculate } from './calculate.js';
import { isGate } from './carries-nan.js';
import type { Expression } from './expression.js';
import { fold } from './fold.js';

export interface EvaluateOptions {
  /** Rounds every intermediate result; with `Math.fround`, the result is that of an ideal float32 device. Default: float64. */
  readonly round?: (value: number) => number;
}

/**
 * The value of an expression, for values of its symbols by name. Throws an `InputError` if one is missing or not a number.
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
        return round(calculate(part.op, args[0]!, args[1]));
    }
  });
}

function lookUp(name: string, values: Readonly<Record<string, number>>): number {
  const value = values?.[name];
  if (typeof value === 'number') return value; // Inherited properties of objects do not count.
  throw new InputError({ what: `no number for ${name}`, got: Object.keys(values ?? {}).join() || 'none' });
}

/** a b, which is 0 for a closed gate even beside an infinity (rule Z). */
function product([a, b]: readonly [Expression, Expression], u: number, v: number): number {
  const plain = u * v;
  if (!Number.isNaN(plain) || Number.isNaN(u) || Number.isNaN(v)) return plain;
  return isGate(u === 0 ? a : b) ? 0 : plain;
}
