import type { ForeignOptions, InputErrorDetails } from '@rectified/errors';
import type { Expression } from '@rectified/expression';
import type { NoiseKey, Stochastic } from '@rectified/random';
import type * as tf from '@tensorflow/tfjs-core';
import type { Paper, Variant } from './paper.js';

/** A numeric option, fixed when a layer is created. It is a symbol in the formula, so one compiled function serves all its values. */
export interface NumberOption {
  readonly default: number;
  /** Inclusive bounds. */
  readonly min?: number;
  readonly max?: number;
  /** Exclusive bounds. */
  readonly above?: number;
  readonly below?: number;
  /** Its letter in TeX: `\\beta`. */
  readonly tex?: string;
  /**
   * Other libraries' names of the option; `number` stands for a bare number. They are refused, with the option as advice. If the
   * value differs, too, use `foreignOptions`.
   */
  readonly aliases?: readonly string[];
  /** Advice for a value that is not allowed: `A slope of 0.2 is a divisor of 5`. */
  readonly remedy?: (value: unknown) => string | undefined;
}

/** One of several strings. The formula gets the string and chooses an expression by it. See `choice`. */
export interface Choice<T extends string = string> {
  readonly default: T;
  readonly choices: readonly T[];
}

export type Options = Readonly<Record<string, NumberOption | Choice>>;

type Value<Option> = Option extends Choice<infer T> ? T : number;

/** Options as a user writes them. */
export type ConfigOf<O extends Options> = { -readonly [Name in keyof O]?: Value<O[Name]> };

/** Options with their defaults filled in. */
export type CompleteConfig<O extends Options> = { readonly [Name in keyof O]: Value<O[Name]> };

/** A learned parameter. */
export interface Parameter<Config> {
  /** The value at the start of training. */
  readonly initial: number | ((config: Config) => number);
  /** One per channel (last dimension; per unit after a dense layer), or one for the whole layer. Default `channel`. */
  readonly per?: 'channel' | 'layer';
  /** Whether a configuration has the parameter. Default: all have it. */
  readonly only?: (config: Config) => boolean;
  /** The formula gets the clipped value. The gradient ignores the clip, so that a value outside can return. */
  readonly clip?: readonly [low: number, high: number];
  /** Multiple of the learning rate, compared with the kernels of a network. Default 1. */
  readonly rateFactor?: number;
  /** Multiple of the weight decay. Default 1. */
  readonly decayFactor?: number;
  /** Its letter in TeX. */
  readonly tex?: string;
}

/**
 * Random numbers for every element; see `uniform`. It includes all that a random layer or op needs, so that bundles of formulas
 * without noise do not contain that code.
 */
export interface Noise {
  /** float32, in [0, 1). */
  readonly draw: (shape: readonly number[], key: NoiseKey) => tf.Tensor;
  /** A layer's first key, for its option `seed`. */
  readonly first: (seed: number | undefined, title: string) => NoiseKey;
  /** The key of a layer's next call; increments the step. */
  readonly next: (layer: Stochastic) => NoiseKey;
  /** The keys of all random numbers of a call, derived from the key of the call. */
  readonly split: (key: NoiseKey | undefined, count: number, op: string) => NoiseKey[];
}

/** Arguments of a formula: symbols for `x`, numeric options, parameters and noise; choices as strings. */
type Given<O extends Options, Names extends string> = { readonly x: Expression } & {
  readonly [Name in Names]: Expression;
} & { readonly [Name in keyof O]: O[Name] extends Choice<infer T> ? T : Expression };

/** The complete definition of an activation. */
export interface FormulaDescription<O extends Options, P extends string, N extends string> {
  /** The name on the command line, in lower case with hyphens: `leaky-relu`. */
  readonly name: string;
  /** The name in tables, legends and messages: `Leaky ReLU`. */
  readonly title: string;
  /**
   * The layer's class name in saved models. Give it a prefix, since tfjs has one map of class names for the whole program.
   * Default: `Formula` and the name.
   */
  readonly className?: string;
  /** Where it was published. Omit it for unpublished ideas. */
  readonly paper?: Paper;
  readonly options?: O;
  /** Advice for other libraries' options; see `checkOptions` of `@rectified/errors`. */
  readonly foreignOptions?: ForeignOptions;
  /** Checks options against each other; returns the fault, or undefined if there is none. */
  readonly check?: (config: CompleteConfig<O>) => InputErrorDetails | undefined;
  readonly parameters?: Readonly<Record<P, Parameter<CompleteConfig<O>>>>;
  /** Random numbers, drawn for every element in every training step. The formula scales them. */
  readonly noise?: Readonly<Record<N, Noise>>;
  /** y, in the paper's form. */
  readonly formula: (given: Given<O, P | N>) => Expression;
  /** Replaces `formula` in inference; has no noise. Default: `formula`. */
  readonly inference?: (given: Given<O, P>) => Expression;
  /** The same function in a form that is computed instead of `formula`, for speed or accuracy; `formula` is then for readers. */
  readonly stable?: (given: Given<O, P | N>) => Expression;
  /** dy/dx, if it intentionally differs from the derivative of `formula`, or if the symbolic derivative is inaccurate. */
  readonly derivative?: (given: Given<O, P | N>) => Expression;
  /** Keyed by the part after the colon: `{ '100': { title: 'Leaky ReLU, a = 100', config: { divisor: 100 } } }`. */
  readonly variants?: Readonly<Record<string, Variant<ConfigOf<O>>>>;
}

type Written = 'formula' | 'inference' | 'stable' | 'derivative';

/** A definition with any options, parameters and noise. */
// biome-ignore lint/suspicious/noExplicitAny: configurations differ in type
export interface AnyFormula extends Omit<FormulaDescription<any, any, any>, Written> {
  readonly formula: (given: never) => Expression;
  readonly inference?: (given: never) => Expression;
  readonly stable?: (given: never) => Expression;
  readonly derivative?: (given: never) => Expression;
}
