import {
  differentiate,
  type Expression,
  x as inputSymbol,
  mul,
  remembered,
  type Sym,
  same,
  select,
  simplify,
  symbol,
} from '@rectified/expression';
import * as tf from '@tensorflow/tfjs-core';
import type { ElementwiseCall, ElementwiseFunction } from './elementwise.js';
import { isNonnegative, type OptionValues } from './is-nonnegative.js';
import { named } from './named.js';
import { onTensors, type Value } from './on-tensors.js';
import { rectifierIn } from './rectifier-in.js';

/** A function of tensors, and its gradients. */
interface Differentiable {
  readonly value: Expression;
  /** The symbols that the tensors are values of. The first tensor has the shape of the value; the others broadcast to it. */
  readonly symbols: readonly Sym[];
  /** The gradient with respect to the value. */
  readonly dy: Sym;
  /** Elementwise derivatives with respect to each symbol. */
  readonly gradients: readonly Expression[];
}

/** Values of expressions for these values of their symbols, in the shape of the first tensor. */
type Evaluate = (
  expressions: readonly Expression[],
  symbols: readonly Sym[],
  tensors: readonly tf.Tensor[],
) => tf.Tensor[];

/**
 * Computes an elementwise function with tfjs's operations, on any backend: float32, any shape. The gradients of the input and of
 * every parameter are the declared ones; gradients of gradients follow from them. Noise is not stored but drawn again in the
 * backward pass.
 */
export function compute(
  x: tf.Tensor | tf.TensorLike,
  { function: of, options, parameters, noise }: ElementwiseCall,
): tf.Tensor {
  return tf.tidy(() => {
    const input = tf.cast(x, 'float32');
    const learned = parameters.map(({ values }) => tf.cast(values, 'float32'));
    const clips = named(
      of.parameters,
      parameters.map(({ clip }) => clip),
    );
    const chosen = named(of.options, options);
    const keys = named(of.noise, noise);
    const evaluate: Evaluate = (expressions, symbols, tensors) => {
      const given = { ...chosen, ...named(symbols, tensors) };
      const valueFor = ({ kind, name }: Sym) =>
        kind === 'noise' ? of.draw!(input.shape, keys[name]!) : clipped(given[name]!, clips[name]);
      return onTensors(expressions, valueFor).map((value) => whole(value, tensors));
    };
    return apply(prepared(of), [input, ...learned], evaluate, chosen);
  });
}

/** Clips values. The gradient ignores the clip. */
const clipped = (values: Value, clip: readonly [number, number] | undefined): Value =>
  clip ? tf.clipByValue(values, ...clip) : values;

const prepared = /* @__PURE__ */ remembered((of: ElementwiseFunction) => {
  const { input, parameters } = of.derivatives;
  return differentiable(of.value, [inputSymbol, ...of.parameters], [input, ...parameters]);
});

function differentiable(
  value: Expression,
  symbols: readonly Sym[],
  derivatives = symbols.map((by) => differentiate(value, by)),
): Differentiable {
  // Passed with the call, like an option: if it is infinite, training has diverged. Authors cannot use this name.
  const dy = symbol('option', `dy ${symbols.length}`);
  return {
    ...{ value: simplify(value), symbols, dy },
    gradients: derivatives.map((derivative) => simplify(mul(derivative, dy))),
  };
}

/** The value of a function, recorded so that its gradients can be computed, and the gradients of those. */
function apply(
  of: Differentiable,
  inputs: readonly tf.Tensor[],
  evaluate: Evaluate,
  options: OptionValues,
): tf.Tensor {
  return tf.customGrad((...args) => {
    const save = args.pop() as unknown as tf.GradSaveFunc;
    const given = args as tf.Tensor[];
    const [y] = evaluate([of.value], of.symbols, given) as [tf.Tensor];
    save(keepsSign(of, options) ? [y] : given);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const symbols = [...of.symbols, of.dy];
      const tensors = [...saved, dy];
      const gradients = isDifferentiated()
        ? of.gradients.map((each) => apply(differentiable(each, symbols), tensors, evaluate, options))
        : evaluate(of.gradients, symbols, tensors);
      return gradients.map((terms, index) => sumTo(inputs[index]!, terms));
    };
    return { value: y, gradFunc: gradFunc as never };
  })(...inputs);
}

/**
 * Whether the output has the sign of the input and the gradient needs nothing else. The output is then kept instead of the input,
 * since the next layer keeps it anyway.
 */
function keepsSign({ value, symbols, gradients, dy }: Differentiable, options: OptionValues): boolean {
  const [p, slope] = rectifierIn(value) ?? [];
  return (
    symbols.length === 1 &&
    p === inputSymbol &&
    same(gradients[0]!, simplify(mul(select(inputSymbol, 0, 1, slope!), dy))) &&
    isNonnegative(slope!, options)
  );
}

/** Whether the current backward pass is itself recorded, for a gradient of a gradient. */
const isDifferentiated = () => tf.engine().state.gradientDepth > 0;

/** A value as a tensor with the shape of the first of `from`, and other than all of them. */
function whole(value: Value, from: readonly tf.Tensor[]): tf.Tensor {
  const { shape } = from[0]!;
  if (typeof value === 'number') return tf.fill(shape, value);
  if (`${value.shape}` !== `${shape}`) return tf.broadcastTo(value, shape);
  // The identity: tfjs must get back a different tensor from the one it passed.
  return from.includes(value) ? tf.clone(value) : value;
}

/** The sum over the dimensions that broadcasting `like` has enlarged. */
function sumTo({ shape }: tf.Tensor, terms: tf.Tensor): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, terms.shape);
  return tf.reshape(axes.length === 0 ? terms : tf.sum(terms, axes), shape);
}
