import {
  differentiate,
  type Expression,
  x as inputSymbol,
  mul,
  neg,
  remembered,
  type Sym,
  simplify,
  symbol,
} from '@rectified/expression';
import * as tf from '@tensorflow/tfjs-core';
import type { ElementwiseCall, ElementwiseFunction } from './elementwise.js';
import { isNonnegative } from './is-nonnegative.js';
import { named } from './named.js';
import { negativeSlope, negativeSlopeGradient } from './negative-slope.js';
import { onTensors, type Value } from './on-tensors.js';
import { positivePart } from './positive-part.js';
import { slopeOf } from './slope-of.js';

/** A function of tensors, and its gradients. */
interface Differentiable {
  readonly value: Expression;
  /** What the tensors stand for. The first has the shape of the value, into which the others broadcast. */
  readonly symbols: readonly Sym[];
  /** The gradient by the value. */
  readonly dy: Sym;
  /** By each symbol, for every element. */
  readonly gradients: readonly Expression[];
  /** Of a rectifier, which is computed by its slope. */
  readonly slope?: Expression;
}

/** Values of expressions, in which the symbols stand for the tensors. */
type Evaluate = (
  expressions: readonly Expression[],
  symbols: readonly Sym[],
  tensors: readonly tf.Tensor[],
) => Value[];

/**
 * A function of every element, composed of tfjs's operations, on any backend: float32, any shape. Its gradients by the input and by every
 * parameter are those that the function says; gradients of gradients follow from them. Noise is not kept but drawn again in
 * the backward pass.
 */
export function compute(
  x: tf.Tensor | tf.TensorLike,
  { function: of, options, parameters, noise }: ElementwiseCall,
): tf.Tensor {
  return tf.tidy(() => {
    const input = tf.cast(x, 'float32');
    const learned = parameters.map(({ values, clip }) => clipped(tf.cast(values, 'float32'), clip));
    const chosen = named(of.options, options);
    const keys = named(of.noise, noise);
    const { bounds } = of;
    const unbounded = bounds && ((symbol: Sym) => !bounds(symbol).every(Number.isFinite));
    const evaluate: Evaluate = (expressions, symbols, tensors) => {
      const given = { ...chosen, ...named(symbols, tensors) };
      const valueFor = ({ kind, name }: Sym) =>
        kind === 'noise' ? of.draw!(input.shape, keys[name]!) : given[name]!;
      return onTensors(expressions, valueFor, unbounded);
    };
    return apply(prepared(of), [input, ...learned], evaluate);
  });
}

/** The values between two bounds, and the gradient of all of them, whether they are clipped or not. */
function clipped(values: tf.Tensor, clip: readonly [number, number] | undefined): tf.Tensor {
  if (clip === undefined) return values;
  return tf.customGrad((values) => ({
    value: tf.minimum(tf.maximum(values as tf.Tensor, clip[0]), clip[1]),
    gradFunc: (dy) => tf.clone(dy),
  }))(values);
}

const prepared = /* @__PURE__ */ remembered((of: ElementwiseFunction) => {
  const { input, parameters } = of.derivatives;
  const slope = slopeOf(of);
  return {
    ...differentiable(of.value, [inputSymbol, ...of.parameters], [input, ...parameters]),
    ...(slope && { slope }),
  };
});

function differentiable(
  value: Expression,
  symbols: readonly Sym[],
  derivatives = symbols.map((by) => differentiate(value, by)),
): Differentiable {
  // Given with the call, as an option is: when it is infinite, training has diverged. No author can write the name.
  const dy = symbol('option', `dy ${symbols.length}`);
  return {
    ...{ value: simplify(value), symbols, dy },
    gradients: derivatives.map((derivative) => simplify(mul(derivative, dy))),
  };
}

/** The value of a function, recorded so that its gradients can be computed, and theirs in turn. */
function apply(of: Differentiable, inputs: readonly tf.Tensor[], evaluate: Evaluate): tf.Tensor {
  const { value, symbols, slope } = of;
  return tf.customGrad((...args) => {
    const save = args.pop() as unknown as tf.GradSaveFunc;
    const given = args as tf.Tensor[];
    const y = slope
      ? negativeSlope(given[0]!, evaluate([slope], symbols, given)[0]!)
      : whole(evaluate([value], symbols, given), given)[0]!;
    // An output that has the input's sign says enough, and the next layer keeps it anyway.
    const numberOf = (part: Expression) => evaluate([part], [], [])[0] as number;
    const keepsOutput = slope && symbols.length === 1 && isNonnegative(slope, numberOf);
    save(keepsOutput ? [y] : given);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) =>
      gradientsOf(of, saved, dy, evaluate).map((terms, index) => sumTo(inputs[index]!, terms));
    return { value: y, gradFunc: gradFunc as never };
  })(...inputs);
}

function gradientsOf(of: Differentiable, saved: tf.Tensor[], dy: tf.Tensor, evaluate: Evaluate): tf.Tensor[] {
  const symbols = [...of.symbols, of.dy];
  const tensors = [...saved, dy];
  if (isDifferentiated())
    return of.gradients.map((gradient) => apply(differentiable(gradient, symbols), tensors, evaluate));
  const { slope } = of;
  if (slope === undefined) return whole(evaluate(of.gradients, symbols, tensors), tensors);
  const [x, ...learned] = saved as [tf.Tensor, ...tf.Tensor[]];
  const factors = of.symbols.slice(1).map((by) => neg(differentiate(slope, by)));
  const [slopes, ...multiples] = evaluate([slope, ...factors], of.symbols, saved);
  return [
    negativeSlopeGradient(dy, x, slopes!),
    // The sum of -min(x, 0) dy, whose sign is turned in the factor: of many elements that would be a pass.
    ...learned.map((values, index) =>
      tf.mul(sumTo(values, tf.mul(positivePart(tf.neg(x)), dy)), multiples[index]!),
    ),
  ];
}

/** Whether the backward pass that is under way is itself recorded: somebody asks for a gradient of a gradient. */
const isDifferentiated = () => tf.engine().state.gradientDepth > 0;

/** Values as tensors with the shape of the first of those that they were made of. */
function whole(values: readonly Value[], from: readonly tf.Tensor[]): tf.Tensor[] {
  const { shape } = from[0]!;
  return values.map((value) => {
    if (typeof value === 'number') return tf.fill(shape, value);
    if (!tf.util.arraysEqual(value.shape, shape)) return tf.broadcastTo(value, shape);
    // The identity: what tfjs gets back must be another tensor than what it gave.
    return from.includes(value) ? tf.clone(value) : value;
  });
}

/** The sum over all dimensions in which `like` is smaller. */
function sumTo({ shape }: tf.Tensor, terms: tf.Tensor): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, terms.shape);
  return tf.reshape(axes.length === 0 ? terms : tf.sum(terms, axes), shape);
}
