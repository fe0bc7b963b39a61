import type { EpochRequest } from './batch-source.js';
import type { UpdatePlace } from './schedule.js';

/** What computes a run's steps. */
export type EngineName = 'eager' | 'compiled' | 'xla';

/** A finished step. */
export interface TakenStep {
  /** In training mode, from before the update. */
  readonly logits: Float32Array;
  readonly labels: Int32Array;
  readonly seconds: number;
  /** The part of them spent waiting for data. */
  readonly waited: number;
}

/** The steps of an epoch, one after another. */
export interface EpochSteps {
  /** Runs the next steps, at most this many; none at the end of the epoch. `at` is the position of the first. */
  take(atMost: number, at: UpdatePlace): Promise<readonly TakenStep[]>;
  close(): Promise<void>;
}

/** Logits in test mode, and the labels of the images. */
export interface Answers {
  readonly logits: Float32Array;
  readonly labels: Int32Array;
}

/** What runs the steps of training: operation by operation, or as one function that runs several steps per call. */
export interface Engine {
  /** An epoch, starting at a batch. */
  begin(epoch: EpochRequest): EpochSteps;
  /**
   * The network's answers for the first images of a part of the data, some at a time. Absent if the engine has no faster way
   * than `evaluate`.
   */
  readonly answers?: (part: 'train' | 'test', images: number) => Iterable<Answers>;
  /** Copies the weights and momenta of the last step into the model and the optimizer, before anything reads them. */
  sync(): void;
  dispose(): void;
}
