import {
  boundsOf,
  differentiate,
  type Expression,
  x as inputSymbol,
  mul,
  neg,
  type Program,
  runProgram,
  type Sym,
  symbol,
} from '@rectified/expression';
import * as tf from '@tensorflow/tfjs-core';
import { dy as dySymbol, type ElementwiseCall, type ElementwiseFunction } from './elementwise.js';
import { negativeSlope, negativeSlopeGradient } from './negative-slope.js';
import { positivePart } from './positive-part.js';
import { programOf } from './program-of.js';
import { slopeOf } from './slope-of.js';
import { tensorMachine, type Value } from './tensor-machine.js';

/** Tensors by the names of their symbols. */
type Tensors = Readonly<Record<string, tf.Tensor>>;

/** All of a call but its tensors. */
interface Context {
  readonly function: ElementwiseFunction;
  /** Carries out a program. */
  readonly execute: (program: Program, tensors: Tensors) => Value[];
  readonly shape: number[];
}

/**
 * A function of every element, composed of tfjs's operations, on any backend: float32, any shape. Its gradients by the input and by every
 * parameter are those that the function says; gradients of gradients follow from them. Noise is not kept but drawn again in
 * the backward pass.
 */
export function compute(x: tf.Tensor | tf.TensorLike, call: ElementwiseCall): tf.Tensor {
  return tf.tidy(() => {
    const input = tf.cast(x, 'float32');
    const { function: of, parameters } = call;
    const { shape } = input;
    const options = named(of.options, call.options);
    const keys = named(of.noise, call.noise);
    const execute = (program: Program, tensors: Tensors) =>
      runProgram(
        program,
        tensorMachine({
          options,
          tensor: ({ kind, name }) => (kind === 'noise' ? of.draw!(shape, keys[name]!) : tensors[name]!),
        }),
      );
    const learned = parameters.map(({ values, clip }) => clipped(tf.cast(values, 'float32'), clip));
    return apply({ function: of, execute, shape }, [input, ...learned]);
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

function apply(context: Context, inputs: readonly tf.Tensor[]): tf.Tensor {
  const of = context.function;
  const symbols = [inputSymbol, ...of.parameters];
  const { isRectifier, keepsOutput, forward, backward } = programsOf(of);
  return withGradients(inputs, (given) => {
    const tensors = named(symbols, given);
    const value = isRectifier
      ? negativeSlope(tensors.x!, context.execute(forward, tensors)[0]!)
      : run(forward, tensors, context)[0]!;
    return {
      value,
      saved: keepsOutput ? [value] : given,
      gradients: (dy, saved) => {
        const kept = named(symbols, saved);
        const both = { ...kept, [dySymbol.name]: dy };
        if (isDifferentiated())
          return gradientsOf(of).map((gradient, index) =>
            sumTo(inputs[index]!, derived(gradient, both, context)),
          );
        if (!isRectifier)
          return run(backward, both, context).map((terms, index) => sumTo(inputs[index]!, terms));
        const [slope, ...factors] = context.execute(backward, kept);
        // The sum of -min(x, 0) dy, whose sign is turned in the factor: of many elements that would be a pass.
        const negative = () => tf.mul(positivePart(tf.neg(kept.x!)), dy);
        return [
          negativeSlopeGradient(dy, kept.x!, slope!),
          ...factors.map((factor, index) => tf.mul(sumTo(inputs[index + 1]!, negative()), factor)),
        ];
      },
    };
  });
}

/** What is known of a function before a call of it. */
interface Programs {
  /** A line through 0 on the negative side: computed by its slope. */
  readonly isRectifier: boolean;
  /** An output that has the input's sign says enough, and the next layer keeps it anyway. */
  readonly keepsOutput: boolean;
  /** Of the value; of the slope, for a rectifier. */
  readonly forward: Program;
  /** Of the gradients; for a rectifier, of the slope, and of what the sums for the parameters are to be multiplied by. */
  readonly backward: Program;
}

const known = new WeakMap<ElementwiseFunction, Programs>();

function programsOf(of: ElementwiseFunction): Programs {
  const made = known.get(of) ?? makePrograms(of);
  known.set(of, made);
  return made;
}

function makePrograms(of: ElementwiseFunction): Programs {
  const { value, parameters, bounds } = of;
  const slope = slopeOf(of);
  if (slope === undefined)
    return {
      ...{ isRectifier: false, keepsOutput: false },
      forward: programOf([value], bounds),
      backward: programOf(gradientsOf(of), bounds),
    };
  return {
    isRectifier: true,
    keepsOutput: parameters.length === 0 && boundsOf(slope, bounds)[0] >= 0,
    forward: programOf([slope], bounds),
    backward: programOf([slope, ...parameters.map((by) => neg(differentiate(slope, by)))], bounds),
  };
}

const gradientsOf = ({ derivatives: { input, parameters } }: ElementwiseFunction) =>
  [input, ...parameters].map((derivative) => mul(derivative, dySymbol));

/** An expression of tensors that can be differentiated as often as one likes. */
function derived(expression: Expression, tensors: Tensors, context: Context): tf.Tensor {
  const symbols = Object.keys(tensors).map((name) => symbol(name === 'x' ? 'input' : 'parameter', name));
  return withGradients(Object.values(tensors), (given) => ({
    value: run(programOf([expression], context.function.bounds), named(symbols, given), context)[0]!,
    saved: given,
    gradients: (dy, saved) => {
      const next = symbol('parameter', `${dySymbol.name}${symbols.length}'`); // No name that anybody else can give.
      const both = { ...named(symbols, saved), [next.name]: dy };
      return symbols.map((by, index) =>
        sumTo(saved[index]!, derived(mul(differentiate(expression, by), next), both, context)),
      );
    },
  }));
}

/** `tf.customGrad` of a list of tensors. */
function withGradients(
  inputs: readonly tf.Tensor[],
  compute: (inputs: tf.Tensor[]) => {
    readonly value: tf.Tensor;
    readonly saved: tf.Tensor[];
    readonly gradients: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor[];
  },
): tf.Tensor {
  return tf.customGrad((...args) => {
    const save = args.pop() as unknown as tf.GradSaveFunc;
    const { value, saved, gradients } = compute(args as tf.Tensor[]);
    save(saved);
    return { value, gradFunc: gradients as never };
  })(...inputs);
}

/** Whether the backward pass that is under way is itself recorded: somebody asks for a gradient of a gradient. */
const isDifferentiated = () => tf.engine().state.gradientDepth > 0;

const named = <T>(symbols: readonly Sym[], values: readonly T[]): Readonly<Record<string, T>> =>
  Object.fromEntries(symbols.map(({ name }, index) => [name, values[index]!]));

/** The outputs of a program, each with the shape of the input. */
function run(program: Program, tensors: Tensors, { execute, shape }: Context): tf.Tensor[] {
  return execute(program, tensors).map((value) => {
    if (typeof value === 'number') return tf.fill(shape, value);
    if (!tf.util.arraysEqual(value.shape, shape)) return tf.broadcastTo(value, shape);
    // The identity: what tfjs gets back must be another tensor than what it gave.
    return Object.values(tensors).includes(value) ? tf.clone(value) : value;
  });
}

/** The sum over all dimensions in which `like` is smaller. */
function sumTo({ shape }: tf.Tensor, terms: tf.Tensor): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, terms.shape);
  return tf.reshape(axes.length === 0 ? terms : tf.sum(terms, axes), shape);
}
