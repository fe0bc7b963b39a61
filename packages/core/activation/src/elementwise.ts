import { type Expression, type Sym, type SymbolBounds, symbol } from '@rectified/expression';
import type { NoiseKey } from '@rectified/random';
import type * as tf from '@tensorflow/tfjs-core';
import type { AnyFormula } from './formula-description.js';

/** The derivatives of a function, in terms of its input. They may intentionally differ from those of its value. */
export interface Derivatives {
  /** dy/dx */
  readonly input: Expression;
  /** dy/dp for each parameter p, in the order of `parameters`. Its gradient is the sum over the elements that share it. */
  readonly parameters: readonly Expression[];
}

/**
 * An elementwise function, ready for kernels. There is one frozen object per formula, combination of choices and mode (training or
 * inference), so compiled code can be cached by the object's identity.
 */
export interface ElementwiseFunction {
  /** The name on the command line, for messages: `leaky-relu`. */
  readonly name: string;
  /** The value, as a function of `x`, options, parameters and noise. */
  readonly value: Expression;
  readonly derivatives: Derivatives;
  /** Numbers passed with the call. */
  readonly options: readonly Sym[];
  /** Learned parameters: one number per channel (last dimension), or one for all. */
  readonly parameters: readonly Sym[];
  /** Uniform in [0, 1), float32, for every element: `uniform` of `@rectified/random`. */
  readonly noise: readonly Sym[];
  /** Draws the noise as a tensor; absent if there is none. */
  readonly draw?: (shape: readonly number[], key: NoiseKey) => tf.Tensor;
  /** Declarations of options and parameters: kernels are compiled for all allowed values. */
  readonly declared?: Pick<AnyFormula, 'options' | 'parameters'>;
  /** The bounds of all symbols, if they differ from the declared ones. */
  readonly bounds?: SymbolBounds;
}

/** A learned parameter in a call. */
export interface ParameterValues {
  /** float32, [channels] or []. */
  readonly values: tf.Tensor;
  /** The values are clipped before use; the gradient ignores the clip, as in cxxnet. */
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
 * A layer that declares the elementwise function it computes, so that a network's runner may compute it together with the layer
 * before it. Other layers are simply called.
 */
export interface Elementwise {
  /**
   * What the layer computes in a call. In training, a random layer draws from `noise`; without it, it draws from its own key as
   * in a normal call, and increments its step.
   */
  elementwise(call: { readonly training: boolean; readonly noise?: NoiseKey }): ElementwiseCall;
}

/** The gradient with respect to the output. For `compile` it is a parameter: it is not a gate, and does not propagate the input's NaN. */
export const dy: Sym = symbol('parameter', 'dy');
