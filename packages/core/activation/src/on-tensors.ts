import {
  arithmetic,
  carriesNaN,
  type Expression,
  identityOf,
  isBounded,
  knownOf,
  remembered,
  type Sym,
  same,
  select,
} from '@rectified/expression';
import * as tf from '@tensorflow/tfjs-core';
import { negativeSlope } from './negative-slope.js';
import { rectifierIn } from './rectifier-in.js';

/** A number stays one as long as it can, in float64, so that it costs no tensor. */
export type Value = tf.Tensor | number;

type Operation = Exclude<Expression, { op: 'constant' | 'symbol' }>;

/**
 * The values of expressions, composed of tfjs's operations on whatever backend there is; what they share is computed once.
 * The rules of `Expression` hold: no comparison hides a NaN of the input, and a gate that has closed beats an infinity, which
 * none but the input may be.
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
    // What a gradient is made of may not lose a NaN, as TensorFlow's kernel of a whole one does.
    if (rectifier && (same(rectifier[0], rectifier[2]) || expressions.includes(part))) {
      const [p, slope, gate] = rectifier.map(of);
      if (p instanceof tf.Tensor) return negativeSlope(p, slope!, gate as tf.Tensor);
    }
    const args = part.args.map(of);
    const [a, b] = args as [Value, Value];
    if (part.op === 'select') return choose(part.args, args);
    const number = args.every(isNumber) ? arithmetic(part.op, a as number, b as number) : undefined;
    if (number !== undefined) return number;
    const form = formOf(part);
    if (form) return valueFor(form, false);
    const value = (operations[part.op as keyof typeof operations] as (...args: Value[]) => tf.Tensor)(a, b);
    // No factor of our own forms is 0 beside an infinity.
    if (part.op !== 'mul' || !isAuthors || same(...part.args)) return value;
    const [u, v] = part.args;
    return guarded(u, v, a, guarded(v, u, b, value));
  };
  return expressions.map((expression) => valueFor(expression, true));
}

const isNumber = (value: Value): value is number => typeof value === 'number';

/** p where a > b, else q. A NaN fails every comparison, and so goes to what comes last, which has to carry it (rule N). */
function choose([, , yes, no]: readonly Expression[], args: readonly Value[]): Value {
  const [a, b, p, q] = args as [Value, Value, Value, Value];
  if (isNumber(a) && isNumber(b)) return a > b ? p : q;
  if (carriesNaN(no!)) return tf.where(tf.greater(a, b), p, q);
  const orElse = tf.lessEqual(a, b);
  return carriesNaN(yes!)
    ? tf.where(orElse, q, p)
    : tf.where(tf.greater(a, b), p, tf.where(orElse, q, Number.NaN));
}

/** A product, 0 where the gate is, if that depends on the input and the other factor may be infinite (rule Z). */
const guarded = (gate: Expression, other: Expression, value: Value, product: tf.Tensor): tf.Tensor =>
  carriesNaN(gate) && !isBounded(other) ? tf.where(tf.equal(value, 0), value, product) : product;

/** An operation that backends don't have, or not accurately, in others. */
const formOf = remembered(({ op, args: [a, b] }: Operation): Expression | undefined => {
  // Rule T: the first one only where it is strictly beyond the second.
  if (op === 'max') return select(a, b!, a, b!);
  if (op === 'min') return select(b!, a, a, b!);
  const known = knownOf(op);
  return (known?.lowered ?? known?.composed)?.(a);
});

/** Whether the backend's own `expm1` and `log1p` make numbers of NaN; its `exp` and `log` don't. */
const losesNaN = () => tf.getBackend() === 'webgl';

/** tfjs takes numbers for tensors. */
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
