import {
  arithmetic,
  asSelect,
  type Binary,
  branchOfNaN,
  choose,
  type Expression,
  gatesOf,
  identityOf,
  isBounded,
  knownOf,
  remembered,
  type Select,
  type Sym,
  same,
} from '@rectified/expression';
import * as tf from '@tensorflow/tfjs-core';
import { negativeSlope } from './negative-slope.js';
import { rectifierIn } from './rectifier-in.js';

/** Numbers stay numbers in float64 as long as possible, to save tensors. */
export type Value = tf.Tensor | number;

type Operation = Exclude<Expression, { op: 'constant' | 'symbol' }>;

/**
 * Computes expressions with tfjs's operations on the current backend; shared parts are computed once. The rules of `Expression`
 * apply. Only the input may be infinite.
 */
export function onTensors(expressions: readonly Expression[], symbol: (symbol: Sym) => Value): Value[] {
  const done = new Map<number, Value>();
  const valueFor = (part: Expression, isAuthors: boolean): Value => {
    const identity = identityOf(part);
    if (!done.has(identity)) done.set(identity, compute(part, isAuthors));
    return done.get(identity)!;
  };
  const compute = (part: Expression, isAuthors: boolean): Value => {
    if (part.op === 'constant') return part.value;
    if (part.op === 'symbol') return symbol(part);
    const of = (arg: Expression) => valueFor(arg, isAuthors);
    const rectifier = rectifierIn(part);
    // Parts of a gradient must not lose a NaN, as TensorFlow's kernel for a whole gradient does.
    if (rectifier && (same(rectifier[0], rectifier[2]) || expressions.includes(part))) {
      const [p, slope, gate] = rectifier.map(of);
      if (p instanceof tf.Tensor) return negativeSlope(p, slope!, gate as tf.Tensor);
    }
    const args = part.args.map(of);
    const [a, b, p, q] = args as [Value, Value, Value, Value];
    if (part.op === 'select') return chosen(part, a, b, p, q);
    const number = args.every(isNumber) ? arithmetic(part.op, a as number, b as number) : undefined;
    if (number !== undefined) return number;
    const form = formOf(part);
    if (form) return valueFor(form, false);
    const value = (operations[part.op as keyof typeof operations] as (...args: Value[]) => tf.Tensor)(a, b);
    // In our own forms no factor is 0 beside an infinity.
    return part.op === 'mul' && isAuthors ? guarded(value, part) : value;
  };
  /** A product, corrected where a gate is closed (rule Z). */
  const guarded = (product: tf.Tensor, part: Binary) =>
    gatesOf(part).reduce<tf.Tensor>((so, { gate, other, closed }) => {
      if (isBounded(other)) return so;
      return tf.where(tf.equal(valueFor(gate, true), 0), valueFor(closed, true), so);
    }, product);
  return expressions.map((expression) => valueFor(expression, true));
}

const isNumber = (value: Value): value is number => typeof value === 'number';

/** p where a > b, else q; NaN where they cannot be compared. */
function chosen(part: Select, a: Value, b: Value, p: Value, q: Value): Value {
  if (isNumber(a) && isNumber(b)) return choose(a, b, p, q);
  const nan = branchOfNaN(part);
  if (nan === 'second') return tf.where(tf.greater(a, b), p, q);
  const rest = nan === 'first' ? p : tf.where(tf.greater(a, b), p, Number.NaN);
  return tf.where(tf.lessEqual(a, b), q, rest);
}

/** Rewrites an operation that backends lack or compute inaccurately. */
const formOf = remembered(({ op, args: [a, b] }: Operation): Expression | undefined => {
  if (op === 'max' || op === 'min') return asSelect({ op, args: [a, b!] });
  const known = knownOf(op);
  return (known?.lowered ?? known?.composed)?.(a);
});

/** Whether the backend's `expm1` and `log1p` turn NaN into numbers; its `exp` and `log` don't. */
const losesNaN = () => tf.getBackend() === 'webgl';

/** tfjs accepts numbers in place of tensors. */
const operations = {
  neg: tf.neg,
  abs: tf.abs,
  sqrt: tf.sqrt,
  exp: tf.exp,
  expm1: (a: tf.Tensor) => (losesNaN() ? tf.sub(tf.exp(a), 1) : tf.expm1(a)),
  log: tf.log,
  log1p: (a: tf.Tensor) => (losesNaN() ? tf.log(tf.add(1, a)) : tf.log1p(a)),
  sin: tf.sin,
  cos: tf.cos,
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
};
