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

/** A tensor to be computed: the operation and its arguments. */
interface Step {
  readonly args: readonly Planned[];
  readonly run: (...args: Value[]) => tf.Tensor;
  /** Whether it existed before, and so must not be disposed of. */
  readonly isGiven?: boolean;
}

type Planned = Step | number;

type Operation = Exclude<Expression, { op: 'constant' | 'symbol' }>;

/**
 * Computes expressions with tfjs's operations on the current backend; shared parts are computed once. The rules of `Expression`
 * apply. Only the input may be infinite.
 *
 * All operations are planned before the first is called, so that a tensor is disposed of as soon as nothing else needs it: a gradient
 * can take a hundred of them, each of the input's size.
 */
export function onTensors(expressions: readonly Expression[], symbol: (symbol: Sym) => Value): Value[] {
  const done = new Map<number, Planned>();
  const valueFor = (part: Expression, isAuthors: boolean): Planned => {
    const identity = identityOf(part);
    if (!done.has(identity)) done.set(identity, plan(part, isAuthors));
    return done.get(identity)!;
  };
  const plan = (part: Expression, isAuthors: boolean): Planned => {
    if (part.op === 'constant') return part.value;
    if (part.op === 'symbol') {
      const value = symbol(part);
      return isNumber(value) ? value : { run: () => value, args: [], isGiven: true };
    }
    const of = (arg: Expression) => valueFor(arg, isAuthors);
    const rectifier = rectifierIn(part);
    // Parts of a gradient must not lose a NaN, as TensorFlow's kernel for a whole gradient does.
    if (rectifier && (same(rectifier[0], rectifier[2]) || expressions.includes(part))) {
      const args = rectifier.map(of);
      if (!isNumber(args[0]!)) return { run: negativeSlope as Step['run'], args };
    }
    const args = part.args.map(of);
    if (part.op === 'select') return chosen(part, args);
    const [a, b] = args;
    const number = args.every(isNumber) ? arithmetic(part.op, a as number, b as number) : undefined;
    if (number !== undefined) return number;
    const form = formOf(part);
    if (form) return valueFor(form, false);
    const value: Step = { run: operations[part.op as keyof typeof operations] as Step['run'], args };
    // In our own forms no factor is 0 beside an infinity.
    return part.op === 'mul' && isAuthors ? guarded(value, part) : value;
  };
  /** A product, corrected where a gate is closed (rule Z). */
  const guarded = (product: Step, part: Binary) =>
    gatesOf(part).reduce<Step>((so, { gate, other, closed }) => {
      if (isBounded(other)) return so;
      return { run: orClosed, args: [valueFor(gate, true), valueFor(closed, true), so] };
    }, product);
  return runAll(expressions.map((expression) => valueFor(expression, true)));
}

/** Computes every tensor once, and disposes of intermediate ones after their last use. */
function runAll(results: readonly Planned[]): Value[] {
  const steps: Step[] = [];
  const uses = new Map<Step, number>();
  const count = (one: Planned) => {
    if (isNumber(one)) return;
    const before = uses.get(one) ?? 0;
    uses.set(one, before + 1);
    if (before > 0) return;
    one.args.forEach(count);
    steps.push(one);
  };
  results.forEach(count);

  const made = new Map<Step, tf.Tensor>();
  const valueFor = (one: Planned) => (isNumber(one) ? one : made.get(one)!);
  for (const step of steps) {
    made.set(
      step,
      tf.tidy(() => step.run(...step.args.map(valueFor))),
    );
    for (const arg of step.args) {
      if (isNumber(arg)) continue;
      const left = uses.get(arg)! - 1;
      uses.set(arg, left);
      if (left === 0 && !arg.isGiven) made.get(arg)!.dispose();
    }
  }
  return results.map(valueFor);
}

const isNumber = (value: Planned | Value): value is number => typeof value === 'number';

const orClosed = (gate: Value, closed: Value, product: Value) =>
  tf.where(tf.equal(gate, 0), closed, product as tf.Tensor);

/** p where a > b, else q; NaN where they cannot be compared. */
function chosen(part: Select, args: readonly Planned[]): Planned {
  const [a, b, p, q] = args as [Planned, Planned, Planned, Planned];
  if (isNumber(a) && isNumber(b)) return choose(a, b, p, q);
  const nan = branchOfNaN(part);
  const run = (a: Value, b: Value, p: Value, q: Value) => {
    if (nan === 'second') return tf.where(tf.greater(a, b), p, q);
    const rest = nan === 'first' ? p : tf.where(tf.greater(a, b), p, Number.NaN);
    return tf.where(tf.lessEqual(a, b), q, rest);
  };
  return { run: run as Step['run'], args };
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
