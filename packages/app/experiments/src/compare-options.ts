import { checkFields, InputError, listOf, optional, randomSeed, wholeNumber } from '@rectified/errors';
import { absolutePaths } from './absolute-paths.js';
import * as checks from './checks.js';
import type { ExperimentConfig } from './experiment-config.js';
import type { Repair } from './repair-run.js';
import type { RunEvent } from './run-event.js';
import type { RunOutcome } from './run-outcome.js';

export interface CompareOptions {
  /** The configuration of every run; its `activation` and `seed` are replaced. */
  readonly config: ExperimentConfig;
  /** The activations to compare, as for {@link loadActivation}. */
  readonly activations: readonly string[];
  /** One run of every activation per seed. Runs with the same seed are paired: the same initial weights, order and dropout. */
  readonly seeds: readonly number[];
  /** Folder of the comparison. */
  readonly out: string;
  /** Number of runs at a time. Default 1, or one on each of `devices`. */
  readonly jobs?: number;
  /**
   * Numbers of the GPUs to use: each run sees only one of them ($CUDA_VISIBLE_DEVICES), and there are as many runs at a
   * time. With more `jobs` than that, runs share them. New runs must then compute on a GPU: another `backend` is an
   * `InputError`. Default: all runs see all GPUs.
   */
  readonly devices?: readonly number[];
  /**
   * The smallest difference between arms that would matter, for the report: a share of an error, or nats of a loss. A comparison
   * keeps the margin it was started with; another is an `InputError`, because after seeing results nobody can choose it freely.
   */
  readonly margin?: number;
  /** Asks running runs to save and stop. */
  readonly signal?: AbortSignal;
  /** What to do with runs that have a damaged file. Default: throw an `InputError`. */
  readonly repair?: Repair;
  readonly onEvent?: (run: PlannedRun, event: RunEvent | RunEnd) => void;
  /** Called with messages that the user must read: about runs of a changed activation, which were moved aside. */
  readonly onNote?: (message: string) => void;
  /** Called before the first run, while images are being decoded and their statistics computed. */
  readonly onPrepare?: (event: RunEvent & { readonly type: 'prepare' }) => void;
}

/** A run of a comparison. */
export interface PlannedRun {
  readonly activation: string;
  /** The activation's name in tables and legends. */
  readonly title: string;
  readonly seed: number;
  readonly folder: string;
}

/** How a run of a comparison ended. */
export type RunEnd =
  | ({ readonly type: 'ended' } & RunOutcome)
  /** Its process ended without a result, or the program failed. */
  | {
      readonly type: 'crashed';
      readonly message: string;
      /** The stack, if there is one. */
      readonly detail?: string;
    };

export interface Comparison {
  readonly out: string;
  /** In the order of seeds, then activations. `end` is missing if a stopped comparison did not reach the run. */
  readonly runs: readonly (PlannedRun & { readonly end?: RunEnd })[];
}

/** The same options with absolute paths. Throws an `InputError` for any that cannot be used. */
export function checkedCompareOptions(options: CompareOptions): CompareOptions {
  const checked = checkFields('a comparison', options, {
    config: checks.config,
    activations: listOf(checks.name, 'the names of activations', [1]),
    seeds: listOf(randomSeed, 'a list of seeds', [1]),
    out: checks.folder,
    jobs: optional(wholeNumber({ from: 1 })),
    devices: optional(listOf(wholeNumber({ from: 0 }), 'the numbers of GPUs', [1])),
  });
  const { backend } = checked.config;
  if (checked.devices !== undefined && backend !== 'auto' && backend !== gpus)
    throw new InputError({
      what: `devices are GPUs, which the backend ${backend} does not use`,
      expected: gpus,
      remedy: 'Leave `--devices` or `--backend` out',
    });
  return { ...checked, config: absolutePaths(checked.config) };
}

/** The backend of runs that are given GPUs. */
export const gpus = 'tfjs-node-gpu';
