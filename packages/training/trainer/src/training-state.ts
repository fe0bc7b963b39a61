import { type ClassificationLoss, type ClassificationState, classification } from '@rectified/metrics';
import type { EpochRecord, RunResult } from '@rectified/run-folder';
import type { EngineName } from './engine.js';
import type { InputScaling } from './input-scaling.js';
import type { Sgd } from './sgd.js';

/** What determines a run's numbers besides the model. A run can only be resumed with the same settings. */
export interface TrainingSettings {
  readonly optimizer: Sgd;
  /** If the rate's schedule depends on them. */
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
    /** If it is not the eager one. */
    readonly engine?: EngineName;
    /** If they are not float32. */
    readonly products?: 'bfloat16';
    readonly kernels: 'native' | 'plain';
  };
}

/** A set of images, with enough to recognize it. */
export interface ImagesSettings {
  readonly name: string;
  readonly size: number;
  readonly classes: number;
  /** The fingerprint, as `fingerprintOf` computes it. */
  readonly sha256: string;
}

/** Training images seen, seconds of training steps, and the part of them spent waiting for data. */
interface Effort {
  images: number;
  seconds: number;
  waited: number;
}

/** The state of training as JSON: together with the weights and the momentum, everything needed to continue. */
export interface TrainingState {
  /** Updates so far. */
  step: number;
  /** The current epoch, starting at 1. */
  epoch: number;
  /** Batches of it that are done. */
  batch: number;
  /** Its measurements in training mode. */
  running: ClassificationState;
  effort: Effort;
  /** The effort in all earlier epochs. */
  before: Effort;
  /** Consecutive steps in which every image got the same logits. */
  alike: number;
  /** Consecutive epochs after which the network was dead except for the noise of dropout. Absent in older checkpoints. */
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

/** Ends the current epoch, described by `record`, and starts the next. */
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

/** How the run ended, given its state. */
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
