import type { ProductType } from '@rectified/compiled';
import type { Dataset, ImageShape } from '@rectified/dataset';
import type { ClassificationLoss, Guessing } from '@rectified/metrics';
import type { Claim, MetricsRecord } from '@rectified/run-folder';
import type * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { BatchSource, TestSource } from './batch-source.js';
import type { EngineName } from './engine.js';
import type { InputScaling } from './input-scaling.js';
import type { SgdConfig } from './sgd.js';

/** How `train` trains a model. */
export interface TrainOptions {
  readonly data: { readonly train: Dataset; readonly test?: Dataset };
  readonly optimizer: SgdConfig;
  readonly epochs: number;
  /** Images per batch; the last batch of an epoch may have fewer. */
  readonly batch: number;
  /** Seed of the order of images and of the noise of dropout and RReLU. The model determines its own initial weights. */
  readonly seed: number;
  /**
   * The loss to minimize. Default: `'softmax-cross-entropy'`, of logits. `'rectified-cross-entropy'` uses a
   * rectifier instead of the softmax ({@link rectifiedCrossEntropy}).
   */
  readonly loss?: ClassificationLoss;
  /**
   * Sets the model's initial weights from the first training batch, as the network receives it: `(model, images) => lsuv(model, images)`.
   * If a run is resumed, the weights of its checkpoint replace them.
   */
  readonly initialize?: (model: tfl.LayersModel, images: tf.Tensor4D) => void;
  /** Default: {@link defaultInput}. */
  readonly input?: InputScaling;
  /** Where to write the run (see `@rectified/run-folder`). Default: nowhere. */
  readonly folder?: string;
  /**
   * Resumes the run in `folder`, or starts one if there is none. `previous`: resumes from the checkpoint before the last, if
   * the last one is damaged. The settings, the model, the images and what computes must be the run's. You may add
   * epochs unless the rate's schedule depends on the length of training.
   */
  readonly resume?: boolean | 'previous';
  /** A claim on `folder` (`claimRun`) that the caller has made and will release. Default: one for this call. */
  readonly claim?: Claim;
  /** Stops after the current step, saves, and ends with status `interrupted`. */
  readonly signal?: AbortSignal;
  /** When to save, besides the end of every epoch. Default: every 60 seconds. */
  readonly checkpointEvery?: { readonly seconds?: number; readonly steps?: number };
  /** Writes a `StepRecord` every this many steps. Default: 10. */
  readonly recordEvery?: number;
  /** Measures in test mode after every epoch on this many training images; `true`: on all. Default: on none. */
  readonly evaluateTrain?: number | boolean;
  /** Measures on training and test images every this many epochs, and after the last. Default: 1. */
  readonly evaluateEvery?: number;
  /**
   * Writes a `ProbeRecord` before the first step and after every epoch: measurements of each layer on this many training
   * images, or on as many as a batch has (`true`). It takes about as long as two steps on as many images, and changes nothing. Default: none.
   */
  readonly probe?: boolean | number;
  /** The result of guessing without looking at the image: a run that ends no better says so in its result. */
  readonly guessing?: Guessing;
  /**
   * What runs the steps: `eager`, operation by operation, on any backend; `compiled`, a TensorFlow function that contains
   * a whole step and runs several per call, on tfjs-node; `xla`, the same compiled by TensorFlow's XLA. Default: `eager`.
   * In a compiled run, `model` has the current weights only at checkpoints and at the end of an epoch.
   */
  readonly engine?: EngineName;
  /**
   * The inputs of convolutions and matrix products in the engines `compiled` and `xla`: `float32` or, rounded, `bfloat16`, with sums and
   * weights in float32. The latter needs TensorFlow's own kernels. Default: `float32`. For the eager engine, the backend determines the precision.
   */
  readonly products?: ProductType;
  /** The source of batches, for example of augmentation in other threads. Default: the unchanged training images. */
  readonly source?: BatchSource;
  /** The same for evaluations. Default: the unchanged images. */
  readonly testSource?: TestSource;
  /** Shape of the images from both. Default: the dataset's. */
  readonly shape?: ImageShape;
  /** Called with every record when it is written, even without a folder. A resumed run repeats those since its last checkpoint. */
  readonly onRecord?: (record: MetricsRecord) => void;
  readonly onStep?: (progress: StepProgress) => void;
  /** Called after every batch of an evaluation. */
  readonly onEvaluate?: (progress: { images: number; of: number }) => void;
}

/** The progress of training, for a progress bar. */
export interface StepProgress {
  /** Updates so far. */
  readonly step: number;
  /** Updates in the whole run. */
  readonly steps: number;
  readonly epoch: number;
  /** Training images seen in this epoch. */
  readonly images: number;
  /** The mean loss of this batch, in training mode. */
  readonly loss: number;
  readonly rate: number;
  /** Since this call started, excluding evaluation. */
  readonly imagesPerSecond: number;
}
