import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measurement } from '../measurement.ts';
import type { Spread } from '../statistics.ts';

/** What activations cost: `docs/benchmarks/activations.json`. */
export interface Costs extends Measurement {
  /** What computed: `tfjs-node 4.22.0, TensorFlow 2.21.0, CPU, 2 threads, native kernels`. */
  readonly backend: string;
  /** Turns that the row functions took, and pairs of training steps. */
  readonly rounds: { readonly rows: number; readonly steps: number };
  readonly step: { readonly network: 'nin'; readonly batch: number; readonly width: number };
  /** y = x. */
  readonly copy: RowCost;
  readonly arms: readonly ArmCost[];
}

/** Of one thread for 16 numbers, in nanoseconds: forward, and back to the gradient. */
export interface RowCost {
  readonly forward: Spread;
  readonly backward: Spread;
}

export interface ArmCost {
  /** As on the command line: `gelu:tanh`. */
  readonly name: string;
  readonly title: string;
  /** Absent where it is no function of single elements. */
  readonly row?: RowCost;
  readonly step: {
    /** In milliseconds, by the clock. */
    readonly wall: Spread;
    /** How many times as long as ReLU's, pair by pair: by the clock, and in the time of all threads. */
    readonly ratio: Spread;
    readonly processorRatio: Spread;
  };
}

/** What was measured last. */
export function readCosts(workspace: string): Costs {
  return JSON.parse(readFileSync(join(workspace, costsFile), 'utf8'));
}

/** From the workspace's root. */
export const costsFile = 'docs/benchmarks/activations.json';
