import type { ForeignOptions, InputErrorDetails } from '@rectified/errors';
import type { Expression } from '@rectified/expression';
import type { NoiseKey, Stochastic } from '@rectified/random';
import type * as tf from '@tensorflow/tfjs-core';
import type { Paper, Variant } from './paper.js';

/** A number that is chosen when a layer is made: a symbol in the formula, so that one compilation serves all its values. */
export interface NumberOption {
  readonly default: number;
  /** The least and the greatest value. */
  readonly min?: number;
  readonly max?: number;
  /** What values must be greater than, less than. */
  readonly above?: number;
  readonly below?: number;
  /** Its letter in TeX: `\\beta`. */
  readonly tex?: string;
  /** What to tell somebody whose value is not allowed: `A slope of 0.2 is a divisor of 5`. */
  readonly remedy?: (value: unknown) => string | undefined;
}

/** One of several texts: the formula gets it as it is, and picks an expression by it. See `choice`. */
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

/** A parameter that is learned. */
export interface Parameter<Config> {
  /** Where training starts. */
  readonly initial: number | ((config: Config) => number);
  /** One for each channel (the last dimension; a unit after a dense layer), or one for the whole layer. Default `channel`. */
  readonly per?: 'channel' | 'layer';
  /** In which configurations there is such a parameter. Default: in all. */
  readonly only?: (config: Config) => boolean;
  /** The formula gets it clipped, and its gradient is not masked by the clip, so that what has left can come back. */
  readonly clip?: readonly [low: number, high: number];
  /** Multiple of the learning rate, compared with the kernels of a network. Default 1. */
  readonly rateFactor?: number;
  /** Multiple of the weight decay. Default 1. */
  readonly decayFactor?: number;
  /** Its letter in TeX. */
  readonly tex?: string;
}

/**
 * Random numbers for every element; see `uniform`. All that a random layer or op needs comes with them, so that formulas
 * without noise are bundled without it.
 */
export interface Noise {
  /** float32, in [0, 1). */
  readonly draw: (shape: readonly number[], key: NoiseKey) => tf.Tensor;
  /** The key that a layer starts with, by the option `seed`. */
  readonly first: (seed: number | undefined, title: string) => NoiseKey;
  /** The key of a layer's next call, whose step it counts on. */
  readonly next: (layer: Stochastic) => NoiseKey;
  /** The keys of all random numbers of a call, from the key of the call. */
  readonly split: (key: NoiseKey | undefined, count: number, op: string) => NoiseKey[];
}

/** What a formula is made of: `x`, numbers that are not known yet as symbols, and choices as the texts they are. */
type Given<O extends Options, Names extends string> = { readonly x: Expression } & {
  readonly [Name in Names]: Expression;
} & { readonly [Name in keyof O]: O[Name] extends Choice<infer T> ? T : Expression };

/** All that an activation is, said once. */
export interface FormulaDescription<O extends Options, P extends string, N extends string> {
  /** The name on the command line, in lower case with hyphens: `leaky-relu`. */
  readonly name: string;
  /** The name in tables, legends and messages: `Leaky ReLU`. */
  readonly title: string;
  /**
   * What saved models call the layer. With a prefix, since tfjs's map of class names is one for the whole program. Default:
   * `Formula` and the name.
   */
  readonly className?: string;
  /** Where it was published; left out of an idea of one's own. */
  readonly paper?: Paper;
  readonly options?: O;
  /** What options are called elsewhere; see `checkOptions` of `@rectified/errors`. */
  readonly foreignOptions?: ForeignOptions;
  /** What is wrong with options that don't go together; nothing where all is well. */
  readonly check?: (config: CompleteConfig<O>) => InputErrorDetails | undefined;
  readonly parameters?: Readonly<Record<P, Parameter<CompleteConfig<O>>>>;
  /** Numbers that are drawn anew for every element at every training step. The formula scales them. */
  readonly noise?: Readonly<Record<N, Noise>>;
  /** y, as the paper writes it. */
  readonly formula: (given: Given<O, P | N>) => Expression;
  /** Instead of `formula` where the network does not train; without noise. Default: the same. */
  readonly inference?: (given: Given<O, P>) => Expression;
  /** The same function as `formula` in a form that computes better; `formula` is then for reading. */
  readonly stable?: (given: Given<O, P | N>) => Expression;
  /** dy/dx of `formula`, where it is on purpose not its derivative, or where the symbolic one is poor. */
  readonly derivative?: (given: Given<O, P | N>) => Expression;
  /** By the part after the colon: `{ '100': { title: 'Leaky ReLU, a = 100', config: { divisor: 100 } } }`. */
  readonly variants?: Readonly<Record<string, Variant<ConfigOf<O>>>>;
}

type Written = 'formula' | 'inference' | 'stable' | 'derivative';

/** Any description, for code that serves all. */
// biome-ignore lint/suspicious/noExplicitAny: configurations differ from one to the other
export interface AnyFormula extends Omit<FormulaDescription<any, any, any>, Written> {
  readonly formula: (given: never) => Expression;
  readonly inference?: (given: never) => Expression;
  readonly stable?: (given: never) => Expression;
  readonly derivative?: (given: never) => Expression;
}
