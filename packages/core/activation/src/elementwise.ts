import { type Expression, type Sym, type SymbolBounds, symbol } from '@rectified/expression';
import type { NoiseKey } from '@rectified/random';
import type * as tf from '@tensorflow/tfjs-core';

/**
 * The gradient of a learned parameter is `factor` times the sum of `term` dy over the elements that share it. The factor
 * depends on parameters and options alone: of many elements it is computed once.
 */
export interface ParameterDerivative {
  readonly term: Expression;
  readonly factor: Expression;
}

/** What a function's gradients are made of. */
export interface Derivatives {
  /** dy/dx */
  readonly input: Expression;
  /** In the order of `parameters`. */
  readonly parameters: readonly ParameterDerivative[];
}

/** Derivatives that are written in the output: the symbol `x` stands for y in them. */
export interface OutputDerivatives extends Derivatives {
  /** They hold as long as these, made of options and parameters, are not close to 0. */
  readonly nonzero: readonly Expression[];
}

/**
 * A function of every element, ready for kernels: frozen, one object for each formula, choice of options and mode (training or
 * inference), so that it can be told from others by identity and what is compiled from it kept.
 */
export interface ElementwiseFunction {
  /** As on the command line: `leaky-relu`. For messages. */
  readonly name: string;
  /** Of `x`, options, parameters and noise. */
  readonly value: Expression;
  /** Written in the input. On purpose not always those of the value. */
  readonly derivatives: Derivatives;
  /**
   * The same written in the output, where that is possible: the sign of y is that of x, or x can be had back from y. The
   * next layer keeps the output anyway.
   */
  readonly outputDerivatives?: OutputDerivatives;
  /** Numbers that come with the call, one value each. */
  readonly options: readonly Sym[];
  /** Learned: one number for each channel (the last dimension), or one for all. */
  readonly parameters: readonly Sym[];
  /** Uniform in [0, 1), float32, for every element: `uniform` of `@rectified/random`. */
  readonly noise: readonly Sym[];
  /** The bounds of all these, as declared; for `compile`. */
  readonly bounds: SymbolBounds;
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
  /** In the order of the function's `options`. */
  readonly options: readonly number[];
  /** In the order of the function's `parameters`. */
  readonly parameters: readonly ParameterValues[];
  /** In the order of the function's `noise`. */
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

/**
 * The gradient by the output, in {@link backwardProgram}. A parameter to `compile`: it is no gate, and does not carry the
 * input's NaN.
 */
export const dy: Sym = symbol('parameter', 'dy');
