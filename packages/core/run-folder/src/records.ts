import type { FileHash } from '@rectified/system';

/** How a run ended, or that it has not ended. */
export type RunStatus = 'running' | 'interrupted' | 'finished' | 'diverged' | 'dead';

/** Mean loss (nats) and error (share of wrong answers, 0 to 1) over some images. */
export interface Measure {
  readonly loss: number;
  readonly error: number;
}

/** A line of `metrics.jsonl`, every few steps. */
export interface StepRecord {
  readonly type: 'step';
  /** Parameter updates so far, including this one. */
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
  /** The epoch, starting at 1. */
  readonly epoch: number;
  readonly step: number;
  /**
   * Accumulated during the epoch in training mode, dropout and noise on, while the weights change: what
   * cxxnet printed and the paper's "train" columns most likely are.
   */
  readonly running: Measure;
  /** Measured after the epoch on training images in test mode, if requested. */
  readonly clean?: Measure;
  /** Measured after the epoch on the test images. */
  readonly test?: Measure;
  /** Training images seen in this epoch. */
  readonly images: number;
  /** Seconds spent in training steps, excluding evaluation. */
  readonly seconds: number;
  /** Seconds of these spent waiting for data. */
  readonly waited: number;
  readonly rate: number;
}

/** A probe's measurements of a layer. Shares are from 0 to 1. */
export interface ProbedLayer {
  readonly layer: string;
  /** The share of an activation's outputs that is 0, over units and images. */
  readonly zero?: number;
  /** The share of its inputs that is below 0. */
  readonly negative?: number;
  /** The share of its units (channels, for a feature map) that are 0 for every image and at every position. */
  readonly dead?: number;
  /** Mean and variance of its inputs. */
  readonly mean?: number;
  readonly variance?: number;
  /** Euclidean norm of the gradient by a layer's weights. */
  readonly gradient?: number;
}

/** A line of `metrics.jsonl` per epoch if a probe was requested: the state of the layers in test mode. */
export interface ProbeRecord {
  readonly type: 'probe';
  /** Epochs so far; 0 is before the first step. */
  readonly epoch: number;
  readonly step: number;
  /** How many training images, from the first on, the probe uses. */
  readonly images: number;
  /** In the order of the network. */
  readonly layers: readonly ProbedLayer[];
}

export type MetricsRecord = StepRecord | EpochRecord | ProbeRecord;

/** A set of images, with enough to recognize it. */
export interface ImagesIdentity {
  /** A name for people: `CIFAR-10 train`. */
  readonly name: string;
  readonly size: number;
  /** SHA-256 of everything that identifies them: names, labels, pixels, order. */
  readonly sha256: string;
}

/** Code that is not part of Rectified. */
export interface CodeIdentity {
  /** The name of its npm package, if it comes from one. */
  readonly package?: string;
  readonly version?: string;
  /** SHA-256 by path relative to the module's folder: of the module and its imports, or of all files of its package. */
  readonly files: Readonly<Record<string, string>>;
  /** Versions of the packages it imports. */
  readonly imports?: Readonly<Record<string, string>>;
  /** The module's path relative to the run's folder, so that both can be moved together. */
  readonly from?: string;
}

/** What a run was made of, besides its configuration, versions and backend. */
export interface RunIdentity {
  /** Absent for an activation of Rectified, which {@link RunDescription.hashes} identifies; the same goes for the others. */
  readonly activation?: CodeIdentity;
  readonly architecture?: CodeIdentity;
  readonly dataset?: CodeIdentity;
  readonly train: ImagesIdentity;
  readonly test: ImagesIdentity;
}

/** `run.json`: everything that went into the run. */
export interface RunDescription {
  /** 1: no record of what the run was made of, and no hashes. New runs always have format 2. */
  readonly format: 1 | 2;
  /** Stored in every part of the run, so that parts of another run are recognized. Absent in older runs. */
  readonly id?: string;
  /** Whether the run has saved a checkpoint: if it has none after that, it was lost. Absent in older runs. */
  readonly begun?: boolean;
  /** ISO 8601. */
  readonly created: string;
  /** The merged configuration, in a form that `--recipe` can read. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Versions of the packages, of Node, of the operating system. */
  readonly versions: Readonly<Record<string, string>>;
  /** SHA-256 of the code of Rectified's packages among these, by name. Absent in older runs, and of the trainer alone. */
  readonly hashes?: Readonly<Record<string, string>>;
  readonly backend: {
    readonly name: string;
    readonly version?: string;
    /** Whose kernels computed; they round differently. */
    readonly kernels?: string;
    /** SHA-256 of these kernels, if they are Rectified's. */
    readonly kernelsHash?: string;
    /** How many threads computed, if known. */
    readonly threads?: number;
    readonly detail?: string;
    /** The engine that ran the steps: `eager`, `compiled` or `xla`. Absent in older runs, and if the trainer was used alone. */
    readonly engine?: string;
  };
  /** Absent in format 1, and if the trainer was used alone. */
  readonly identity?: RunIdentity;
  /** For people: `Network in Network`, `CIFAR-10`, `Leaky ReLU (a = 5.5)`. Absent in older runs, and if the trainer was used alone. */
  readonly titles?: { readonly activation: string; readonly architecture: string; readonly dataset: string };
  /** The dataset's metric. Absent if {@link titles} are. */
  readonly measure?: 'error' | 'loss';
  /** The metric's value for guessing without looking at the image, if known. */
  readonly guessing?: number;
  /** The number of learnable parameters of the model. */
  readonly parameters?: number;
  /** Unusable images that were left out, and what is wrong with them. */
  readonly skipped?: readonly { readonly file: string; readonly what: string }[];
}

/** `result.json`: how the run ended. */
export interface RunResult {
  /** As in `run.json`. */
  readonly format: 1 | 2;
  readonly status: Exclude<RunStatus, 'running'>;
  /** Why it did not finish, or what is wrong although it did. */
  readonly message?: string;
  /** Whether it finished no better than guessing. Absent otherwise, and in older runs. */
  readonly atChance?: boolean;
  /** Completed epochs. */
  readonly epochs: number;
  readonly steps: number;
  /** The record of the last epoch. */
  readonly final?: EpochRecord;
  /** The epoch with the lowest test error. It was chosen on test images, so do not report it alone. */
  readonly best?: EpochRecord;
  /** Seconds of training steps in all epochs. */
  readonly seconds: number;
  /** Training images per second of training steps. */
  readonly imagesPerSecond: number;
  /** Share of that time spent waiting for data. */
  readonly waiting: number;
  /** Peak resident memory of the process in bytes. */
  readonly peakMemory: number;
}

/** The state with which a run ended, so that a later reader can verify it. */
export interface RunEnd {
  /** The whole of `metrics.jsonl`. */
  readonly metrics: FileHash;
  /** SHA-256 of the seal of the last checkpoint. */
  readonly checkpoint?: string;
}
