import type * as tf from '@tensorflow/tfjs-core';
import type { NoiseSource } from './noise-sites.js';
import type { ProductType } from './products.js';
import type { Table } from './table.js';

/** Something a function changes from step to step, such as a weight. */
export interface StepVariable {
  /** Its value, as a tensor that belongs to the caller. */
  read(): tf.Tensor;
  /** Sets it to a tensor that still belongs to the caller. */
  assign(value: tf.Tensor): void;
}

/** An input of one step: numbers passed with the call, or rows of a table, whose indices are passed. */
export type StepInput =
  | { readonly type: 'float32' | 'int32'; readonly shape: readonly number[] }
  | {
      readonly rowsOf: string;
      readonly count: number;
      /** The values for the 256 bytes. Without it, rows are int32. */
      readonly numbers?: Float32Array;
    };

/** One step; a call runs several. */
export interface StepFunction {
  readonly inputs: Readonly<Record<string, StepInput>>;
  /** The maximum number of steps per call. */
  readonly most: number;
  /**
   * The step in tfjs operations; synchronous. It sets variables with their own `assign`, and returns what a call returns for every step.
   * It runs twice, at compile time, as two steps far apart, and must do the same both times, except that the keys of noise have the step's
   * number.
   */
  readonly compute: (inputs: Record<string, tf.Tensor>, step: number) => Record<string, tf.Tensor>;
}

export interface CompileOptions {
  readonly variables: Readonly<Record<string, StepVariable>>;
  /** Functions of the same variables and tables, with one step each: for example, one per batch size. */
  readonly functions: Readonly<Record<string, StepFunction>>;
  readonly tables?: Readonly<Record<string, Table>>;
  /** What the functions draw, if anything: each layer's noise by its key, with the step incremented. */
  readonly noise?: NoiseSource;
  /**
   * The inputs of convolutions and matrix products: float32 numbers, or these rounded to bfloat16, which has 8 bits of
   * precision. Products are summed in float32 and then rounded; everything else, above all the variables, stays
   * float32. Needs TensorFlow's own kernels. Default: float32.
   */
  readonly products?: ProductType;
  /** Whether XLA compiles them; it must support all of their operations. Default false. */
  readonly xla?: boolean;
}
