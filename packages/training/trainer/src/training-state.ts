import { type ClassificationLoss, type ClassificationState, classification } from '@rectified/metrics';
import type { EpochRecord, RunResult } from '@rectified/run-folder';
import type { EngineName } from './engine.js';
import type { InputScaling } from './input-scaling.js';
import type { Sgd } from './sgd.js';

/** What decides a run's numbers besides the model. A run can be resumed with the same settings only. */
export interface TrainingSettings {
  readonly optimizer: Sgd;
  /** Where the schedule of the rate depends on them. */
  readonly epochs?: number;
  readonly batch: number;
  readonly seed: number;
  /** Absent: softmax cross-entropy. */
  readonly loss?: ClassificationLoss;
  readonly input: InputScaling;
  readonly data: ImagesSettings;
  readonly test?: ImagesSettings;
  /** What computes. */
  readonly software: {
    readonly node: string;
    readonly tfjs: string;
    readonly backend: string;
    /** Where it is not the eager one. */
    readonly engine?: EngineName;
    /** Where they are not float32. */
    readonly products?: 'bfloat16';
    readonly kernels: 'native' | 'plain';
  };
}

/** Some images, for a run to recognize them. */
export interface ImagesSettings {
  readonly name: string;
  readonly size: number;
  readonly classes: number;
  /** The fingerprint, as `fingerprintOf` computes it. */
  readonly sha256: string;
}

/** Training images seen, seconds of training steps, and seconds of these spent waiting for data. */
interface Effort {
  images: number;
  seconds: number;
  waited: number;
}

/** Where training is, as JSON: with the weights and the momentum all that it takes to go on. */
export interface TrainingState {
  /** Updates taken. */
  step: number;
  /** The epoch under way, from 1. */
  epoch: number;
  /** Batches of it that are done. */
  batch: number;
  /** What is measured in it in training mode. */
  running: ClassificationState;
  effort: Effort;
  /** The effort in all earlier epochs. */
  before: Effort;
  /** Steps in a row in which every image got the same logits. */
  alike: number;
  /** Epochs in a row after which the network was dead but for the noise of dropout. Absent in older checkpoints. */
  deadEpochs?: number;
  final?: EpochRecord;
  best?: EpochRecord;
  /** Bytes. */
  peakMemory: number;
}

/** Before the first step. */
export function firstState(classes: number): TrainingState {
  return {
    step: 0,
    epoch: 1,
    batch: 0,
    running: classification({ classes }).state(),
    effort: { images: 0, seconds: 0, waited: 0 },
    before: { images: 0, seconds: 0, waited: 0 },
    alike: 0,
    peakMemory: 0,
  };
}

/** Ends the epoch under way, of which `record` tells, and begins the next. */
export function endEpoch(state: TrainingState, record: EpochRecord, classes: number): void {
  const { best, before, effort } = state;
  if (record.test !== undefined && !(best?.test !== undefined && best.test.error <= record.test.error))
    state.best = record;
  state.final = record;
  state.before = {
    images: before.images + effort.images,
    seconds: before.seconds + effort.seconds,
    waited: before.waited + effort.waited,
  };
  state.epoch++;
  const { batch, running, effort: none } = firstState(classes);
  Object.assign(state, { batch, running, effort: none });
}

/** How the run ended, from where it is. */
export function resultOf(
  state: TrainingState,
  status: RunResult['status'],
  {
    message,
    atChance,
    peakMemory,
  }: { readonly message?: string; readonly atChance?: boolean; readonly peakMemory: number },
): RunResult {
  const { before, effort, final, best } = state;
  const seconds = before.seconds + effort.seconds;
  return {
    format: 2,
    status,
    ...(message !== undefined && { message }),
    ...(atChance && { atChance }),
    epochs: state.epoch - 1,
    steps: state.step,
    ...(final && { final }),
    ...(best && { best }),
    seconds,
    imagesPerSecond: seconds === 0 ? 0 : (before.images + effort.images) / seconds,
    waiting: seconds === 0 ? 0 : (before.waited + effort.waited) / seconds,
    peakMemory: Math.max(state.peakMemory, peakMemory),
  };
}
