import type * as tf from '@tensorflow/tfjs-core';
import type { NoiseSource } from './noise-sites.js';
import type { ProductType } from './products.js';
import type { Table } from './table.js';

/** What a function changes from step to step, such as a weight. */
export interface StepVariable {
  /** Its value, as a tensor of the caller's. */
  read(): tf.Tensor;
  /** Sets it to a tensor that stays the caller's. */
  assign(value: tf.Tensor): void;
}

/** An input of one step: numbers that come with the call, or rows of a table, of which their indices come. */
export type StepInput =
  | { readonly type: 'float32' | 'int32'; readonly shape: readonly number[] }
  | {
      readonly rowsOf: string;
      readonly count: number;
      /** What a byte becomes: a number for each of its 256 values. Without it rows are int32. */
      readonly numbers?: Float32Array;
    };

/** One step, of which a call takes several. */
export interface StepFunction {
  readonly inputs: Readonly<Record<string, StepInput>>;
  /** The most steps that one call takes. */
  readonly most: number;
  /**
   * The step in tfjs's operations; synchronous. It is run once, when it is compiled, at step 0. It sets variables by their own `assign`, and returns what a call gives for every step.
   */
  readonly compute: (inputs: Record<string, tf.Tensor>) => Record<string, tf.Tensor>;
}

export interface CompileOptions {
  readonly variables: Readonly<Record<string, StepVariable>>;
  /** Functions of the same variables and tables: of one step each, such as one for each size of a batch. */
  readonly functions: Readonly<Record<string, StepFunction>>;
  readonly tables?: Readonly<Record<string, Table>>;
  /** What the functions draw, if they do: each layer's noise by its key, counted on with the step. */
  readonly noise?: NoiseSource;
  /**
   * What convolutions and products of matrices are computed of: float32 numbers, or such rounded to bfloat16, which has 8 bits of
   * precision. They are summed in float32, and the sums are rounded; all else, the variables above all, stays
   * float32. Needs TensorFlow's own kernels. Default: float32.
   */
  readonly products?: ProductType;
  /** Whether XLA compiles them, which has to know all of their operations. Default false. */
  readonly xla?: boolean;
}
