import type { FileHash } from '@rectified/system';

/** How a run ended, or that it has not. */
export type RunStatus = 'running' | 'interrupted' | 'finished' | 'diverged' | 'dead';

/** Mean loss (nats) and error (share of wrong answers, 0 to 1) over some images. */
export interface Measure {
  readonly loss: number;
  readonly error: number;
}

/** A line of `metrics.jsonl`, every few steps. */
export interface StepRecord {
  readonly type: 'step';
  /** Parameter updates so far, this one counted. */
  readonly step: number;
  readonly epoch: number;
  /** The mean loss of this batch, in training mode. */
  readonly loss: number;
  readonly error: number;
  /** Learning rate of the weights. */
  readonly rate: number;
}

/** A line of `metrics.jsonl`, every epoch. */
export interface EpochRecord {
  readonly type: 'epoch';
  /** The epoch, counted from 1. */
  readonly epoch: number;
  readonly step: number;
  /**
   * Accumulated during the epoch in training mode, dropout and noise on, while the weights change: what
   * cxxnet printed and the paper's "train" columns most likely are.
   */
  readonly running: Measure;
  /** After the epoch on training images in test mode, where it was asked for. */
  readonly clean?: Measure;
  /** After the epoch on the test images. */
  readonly test?: Measure;
  /** Training images seen in this epoch. */
  readonly images: number;
  /** Seconds spent in training steps, evaluation not counted. */
  readonly seconds: number;
  /** Seconds of these spent waiting for data. */
  readonly waited: number;
  readonly rate: number;
}

/** What a probe saw in a layer. Shares are from 0 to 1. */
export interface ProbedLayer {
  readonly layer: string;
  /** Of an activation's outputs, over units and images: the share that is 0. */
  readonly zero?: number;
  /** The share of its inputs that is below 0. */
  readonly negative?: number;
  /** The share of its units (channels of a map) that give 0 for every image and at every place. */
  readonly dead?: number;
  /** Of its inputs. */
  readonly mean?: number;
  readonly variance?: number;
  /** Euclidean norm of the gradient by a layer's weights. */
  readonly gradient?: number;
}

/** A line of `metrics.jsonl`, every epoch, where a probe was asked for: what goes on in the layers, in test mode. */
export interface ProbeRecord {
  readonly type: 'probe';
  /** After so many epochs; 0 is before the first step. */
  readonly epoch: number;
  readonly step: number;
  /** First training images, which the probe looks at. */
  readonly images: number;
  /** In the order of the network. */
  readonly layers: readonly ProbedLayer[];
}

export type MetricsRecord = StepRecord | EpochRecord | ProbeRecord;

/** Some images, for one run to recognize them. */
export interface ImagesIdentity {
  /** A name for people: `CIFAR-10 train`. */
  readonly name: string;
  readonly size: number;
  /** SHA-256 of what decides them: names, labels, pixels, order. */
  readonly sha256: string;
}

/** Code that is not Rectified's own. */
export interface CodeIdentity {
  /** The name of its npm package, if it comes from one. */
  readonly package?: string;
  readonly version?: string;
  /** SHA-256 by path from the module's folder: the module and what it imports, or all files of its package. */
  readonly files: Readonly<Record<string, string>>;
  /** Versions of the packages that it imports. */
  readonly imports?: Readonly<Record<string, string>>;
  /** Where the module lies, seen from the run's folder: both may be moved together. */
  readonly from?: string;
}

/** What a run was made of besides its configuration, versions and backend. */
export interface RunIdentity {
  /** Absent for an activation of Rectified's own, and so are the others: {@link RunDescription.hashes} says it. */
  readonly activation?: CodeIdentity;
  readonly architecture?: CodeIdentity;
  readonly dataset?: CodeIdentity;
  readonly train: ImagesIdentity;
  readonly test: ImagesIdentity;
}

/** `run.json`: everything that went into the run. */
export interface RunDescription {
  /** 1: from before a run knew what it was made of, and without hashes. What is written is always of format 2. */
  readonly format: 1 | 2;
  /** Carried by every part of the run, so that none of another run is taken for it. Absent in older runs. */
  readonly id?: string;
  /** The run has saved a checkpoint: from then on one that has none has lost it. Absent in older runs. */
  readonly begun?: boolean;
  /** ISO 8601. */
  readonly created: string;
  /** The merged configuration, exactly as `--recipe` would read it. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Versions of the packages, of Node, of the operating system. */
  readonly versions: Readonly<Record<string, string>>;
  /** SHA-256 of the code of Rectified's packages among these, by name. Absent in older runs, and of the trainer alone. */
  readonly hashes?: Readonly<Record<string, string>>;
  readonly backend: {
    readonly name: string;
    readonly version?: string;
    /** Whose kernels computed: they round differently. */
    readonly kernels?: string;
    /** SHA-256 of these kernels, where they are Rectified's own. */
    readonly kernelsHash?: string;
    /** How many threads computed, where it is known. */
    readonly threads?: number;
    readonly detail?: string;
    /** What took the steps: `eager`, `compiled` or `xla`. Absent in older runs, and of the trainer alone. */
    readonly engine?: string;
  };
  /** Absent in format 1, and where the trainer was used alone. */
  readonly identity?: RunIdentity;
  /** For people: `Network in Network`, `CIFAR-10`, `Leaky ReLU (a = 5.5)`. Absent in older runs, and of the trainer alone. */
  readonly titles?: { readonly activation: string; readonly architecture: string; readonly dataset: string };
  /** What its data set is judged by. Absent if {@link titles} are. */
  readonly measure?: 'error' | 'loss';
  /** That measure of an answer that knows nothing of the image, where that is known. */
  readonly guessing?: number;
  /** The number of learnable parameters of the model. */
  readonly parameters?: number;
  /** Images that were left out because they cannot be used, and what is wrong with them. */
  readonly skipped?: readonly { readonly file: string; readonly what: string }[];
}

/** `result.json`: how the run ended. */
export interface RunResult {
  /** As in `run.json`. */
  readonly format: 1 | 2;
  readonly status: Exclude<RunStatus, 'running'>;
  /** Why, where it did not finish, or what is wrong though it did. */
  readonly message?: string;
  /** It finished and is no better than guessing. Absent elsewhere, and in older runs. */
  readonly atChance?: boolean;
  /** Completed epochs. */
  readonly epochs: number;
  readonly steps: number;
  /** The record of the last epoch. */
  readonly final?: EpochRecord;
  /** The epoch with the lowest test error; chosen on test images, so not a result to report alone. */
  readonly best?: EpochRecord;
  /** Seconds of training steps in all epochs. */
  readonly seconds: number;
  /** Training images per second of these. */
  readonly imagesPerSecond: number;
  /** Share of these spent waiting for data. */
  readonly waiting: number;
  /** Peak resident memory of the process in bytes. */
  readonly peakMemory: number;
}

/** What a run ended with, for a later reader to know that it is that. */
export interface RunEnd {
  /** All of `metrics.jsonl`. */
  readonly metrics: FileHash;
  /** SHA-256 of the seal of the last checkpoint. */
  readonly checkpoint?: string;
}
