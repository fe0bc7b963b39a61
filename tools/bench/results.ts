import type { Measurement } from './measurement.ts';
import type { Case, Finished, LayerTime } from './protocol.ts';

/** Results of a benchmark run: `results.json`. */
export interface Results extends Measurement {
  /** The contestants, with their software: `PyTorch 2.15.0, AVX512, 2 threads`. */
  readonly contestants: readonly { readonly name: string; readonly detail: string }[];
  /** Contestants that could not take part, and why. */
  readonly missing: readonly Missing[];
  /** The matrix product, before and after the cases. */
  readonly products: readonly CaseResult[];
  readonly cases: readonly CaseResult[];
}

export interface Missing {
  readonly name: string;
  readonly reason: string;
}

export interface CaseResult extends Case {
  readonly parameters: number;
  /** Multiply-adds of one image's forward pass. */
  readonly macs: number;
  readonly measured: readonly Measured[];
  readonly missing: readonly Missing[];
}

export interface Measured extends Finished {
  readonly name: string;
  /** Milliseconds of every step, round by round. */
  readonly wall: readonly number[];
  /** Milliseconds of processor time of all threads. */
  readonly processor: readonly number[];
  /** Resident memory before the first step. */
  readonly idleBytes: number;
  readonly layers?: readonly LayerTime[];
}
