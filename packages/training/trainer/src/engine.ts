import type { EpochRequest } from './batch-source.js';
import type { UpdatePlace } from './schedule.js';

/** What computes a run's steps. */
export type EngineName = 'eager' | 'compiled' | 'xla';

/** A step that was taken. */
export interface TakenStep {
  /** In training mode, from before the update. */
  readonly logits: Float32Array;
  readonly labels: Int32Array;
  readonly seconds: number;
  /** Of these, spent waiting for data. */
  readonly waited: number;
}

/** The steps of an epoch, one behind the other. */
export interface EpochSteps {
  /** Takes the next steps, some of so many at most; none at the end of the epoch. `at` is the first one's place. */
  take(atMost: number, at: UpdatePlace): Promise<readonly TakenStep[]>;
  close(): Promise<void>;
}

/** Logits in test mode, and what the images show. */
export interface Answers {
  readonly logits: Float32Array;
  readonly labels: Int32Array;
}

/** What takes the steps of training: operation by operation, or as one function that takes several steps in a call. */
export interface Engine {
  /** An epoch, from a batch on. */
  begin(epoch: EpochRequest): EpochSteps;
  /**
   * The network's answers to so many first images of a part of the data, some at a time. Absent where the engine has no faster way
   * than `evaluate` has.
   */
  readonly answers?: (part: 'train' | 'test', images: number) => Iterable<Answers>;
  /** Gives the model and the optimizer the weights and the momenta of the last step, before anybody looks at them. */
  sync(): void;
  dispose(): void;
}
