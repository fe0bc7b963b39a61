import { evaluate, type LineOperation, type Machine, type Sym } from '@rectified/expression';
import * as tf from '@tensorflow/tfjs-core';

/** A number stays one as long as it can, so that it costs no tensor. */
export type Value = tf.Tensor | number;

/** What the symbols of a program stand for. */
export interface TensorSymbols {
  /** Tensors, and noise when it is asked for. */
  tensor(symbol: Sym): tf.Tensor;
  /** The values of options, by their names. */
  readonly options: Readonly<Record<string, number>>;
}

/** Carries out programs by the operations of tfjs, on whatever backend there is. */
export function tensorMachine({ tensor, options }: TensorSymbols): Machine<Value> {
  return {
    constant: (value) => value,
    symbol: tensor,
    scalar: (line) => evaluate(line.of, options),
    compute: (op, [a, ...others]) =>
      (operations[op] as Operation)(isNumber(a!) && others.every(isNumber) ? tf.scalar(a) : a!, ...others),
  };
}

const isNumber = (value: Value): value is number => typeof value === 'number';

/** tfjs takes numbers for most tensors. */
type Operation = (...args: readonly Value[]) => tf.Tensor;

const operations = {
  neg: tf.neg,
  abs: tf.abs,
  sqrt: tf.sqrt,
  exp: tf.exp,
  expDown: tf.exp,
  expm1,
  log: tf.log,
  log1p,
  log1pUnit: log1p,
  erf,
  erfcx,
  sin: tf.sin,
  cos: tf.cos,
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
  greater: tf.greater,
  greaterEqual: tf.greaterEqual,
  less: tf.less,
  lessEqual: tf.lessEqual,
  equal: tf.equal,
  where: (test: tf.Tensor, yes: Value, no: Value) => tf.where(test, filled(yes, test), filled(no, test)),
  rounded: (a: tf.Tensor) => a,
} satisfies Record<LineOperation, unknown>;

/** Whether the backend's own `expm1` and `log1p` make numbers of NaN; its `exp` and `log` don't. */
const losesNaN = () => tf.getBackend() === 'webgl';

function expm1(a: tf.Tensor): tf.Tensor {
  return losesNaN() ? tf.sub(tf.exp(a), 1) : tf.expm1(a);
}

function log1p(a: tf.Tensor): tf.Tensor {
  return losesNaN() ? tf.log(tf.add(1, a)) : tf.log1p(a);
}

const filled = (value: Value, like: tf.Tensor) =>
  typeof value === 'number' ? tf.fill(like.shape, value) : value;

/** The coefficients of Numerical Recipes' `erfcc` (6.2.2), the highest first: relative errors up to 1.2e-7 everywhere. */
const coefficients = [
  0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196,
  1.00002368, -1.26551223,
];

/** e^(u^2) erfc(u). */
function erfcx(u: tf.Tensor): tf.Tensor {
  const d = tf.div(1, tf.add(1, tf.mul(0.5, tf.abs(u))));
  const [first, ...rest] = coefficients;
  const polynomial = rest.reduce<tf.Tensor>(
    (sum, coefficient) => tf.add(coefficient, tf.mul(sum, d)),
    tf.fill(d.shape, first!),
  );
  const tail = tf.mul(d, tf.exp(polynomial));
  // The square of a rounded u would cost u^2 units: the parts of u are squared exactly. Below -10 all is infinite.
  const v = tf.maximum(u, -10);
  const high = tf.div(tf.round(tf.mul(v, 16)), 16);
  const low = tf.sub(v, high);
  const square = tf.mul(tf.exp(tf.mul(high, high)), tf.exp(tf.mul(low, tf.add(v, high))));
  return tf.where(tf.less(u, 0), tf.sub(tf.mul(2, square), tail), tail);
}

/** tfjs's own has 5 digits on some backends. */
function erf(u: tf.Tensor): tf.Tensor {
  const size = tf.abs(u);
  const tail = tf.mul(tf.exp(tf.neg(tf.mul(u, u))), erfcx(size));
  return tf.mul(tf.sign(u), tf.sub(1, tail));
}
