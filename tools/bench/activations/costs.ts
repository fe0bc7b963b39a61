import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measurement } from '../measurement.ts';
import type { Spread } from '../statistics.ts';

/** Costs of activations: `docs/benchmarks/activations.json`. */
export interface Costs extends Measurement {
  /** The software: `tfjs-node 4.22.0, TensorFlow 2.21.0, CPU, 2 threads, native kernels`. */
  readonly backend: string;
  /** Number of rounds of the row functions, and of pairs of training steps. */
  readonly rounds: { readonly rows: number; readonly steps: number };
  readonly step: { readonly network: 'nin'; readonly batch: number; readonly width: number };
  /** y = x. */
  readonly copy: RowCost;
  readonly arms: readonly ArmCost[];
}

/** Nanoseconds of one thread for 16 numbers: forward, and backward to the gradient. */
export interface RowCost {
  readonly forward: Spread;
  readonly backward: Spread;
}

export interface ArmCost {
  /** The name on the command line: `gelu:tanh`. */
  readonly name: string;
  readonly title: string;
  /** Absent if it is not elementwise. */
  readonly row?: RowCost;
  readonly step: {
    /** Elapsed milliseconds. */
    readonly wall: Spread;
    /** Time relative to ReLU's, pair by pair: elapsed, and of the processor. */
    readonly ratio: Spread;
    readonly processorRatio: Spread;
  };
}

/** The latest measurement. */
export function readCosts(workspace: string): Costs {
  return JSON.parse(readFileSync(join(workspace, costsFile), 'utf8'));
}

/** Relative to the workspace's root. */
export const costsFile = 'docs/benchmarks/activations.json';
