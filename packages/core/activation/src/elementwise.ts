import { type Expression, type Sym, type SymbolBounds, symbol } from '@rectified/expression';
import type { NoiseKey } from '@rectified/random';
import type * as tf from '@tensorflow/tfjs-core';
import type { AnyFormula } from './formula-description.js';

/** What a function's gradients are made of, written in the input. On purpose not always those of its value. */
export interface Derivatives {
  /** dy/dx */
  readonly input: Expression;
  /** dy by each parameter, in the order of `parameters`; the gradient is its sum over the elements that share the parameter. */
  readonly parameters: readonly Expression[];
}

/**
 * A function of every element, ready for kernels: frozen, one object for each formula, choice of options and mode (training or
 * inference), so that it is known by its identity, and what is compiled from it can be kept.
 */
export interface ElementwiseFunction {
  /** As on the command line: `leaky-relu`. For messages. */
  readonly name: string;
  /** The value, as a function of `x`, options, parameters and noise. */
  readonly value: Expression;
  readonly derivatives: Derivatives;
  /** Numbers that come with the call, one value each. */
  readonly options: readonly Sym[];
  /** Learned: one number for each channel (the last dimension), or one for all. */
  readonly parameters: readonly Sym[];
  /** Uniform in [0, 1), float32, for every element: `uniform` of `@rectified/random`. */
  readonly noise: readonly Sym[];
  /** Draws noise as a tensor, where there is any. */
  readonly draw?: (shape: readonly number[], key: NoiseKey) => tf.Tensor;
  /** What is declared of options and parameters: kernels are compiled for all the values that they may have. */
  readonly declared?: Pick<AnyFormula, 'options' | 'parameters'>;
  /** The bounds of all symbols, where they are not those that are declared. */
  readonly bounds?: SymbolBounds;
}

/** A learned parameter in a call. */
export interface ParameterValues {
  /** float32, [channels] or []. */
  readonly values: tf.Tensor;
  /** The values are clipped before they are used, and their gradient is not masked by the clip, as in cxxnet. */
  readonly clip?: readonly [low: number, high: number];
}

/** One call of an {@link ElementwiseFunction}. */
export interface ElementwiseCall {
  readonly function: ElementwiseFunction;
  /** Values in the order of the function's `options`. */
  readonly options: readonly number[];
  /** Values in the order of the function's `parameters`. */
  readonly parameters: readonly ParameterValues[];
  /** Keys in the order of the function's `noise`. */
  readonly noise: readonly NoiseKey[];
}

/**
 * A layer that computes a function of every element, and says which: whoever runs a network may then compute it together
 * with the layer before it. Layers that don't say it are called as they are.
 */
export interface Elementwise {
  /**
   * What the layer does in a call. A random one in training draws from `noise`; without `noise` it draws what it would in a
   * call of its own, and counts its step on.
   */
  elementwise(call: { readonly training: boolean; readonly noise?: NoiseKey }): ElementwiseCall;
}

/** The gradient by the output. A parameter to `compile`: it is no gate, and does not carry the input's NaN. */
export const dy: Sym = symbol('parameter', 'dy');
