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

/** What `train` does with a model. */
export interface TrainOptions {
  readonly data: { readonly train: Dataset; readonly test?: Dataset };
  readonly optimizer: SgdConfig;
  readonly epochs: number;
  /** Images in a batch; the last one of an epoch may have fewer. */
  readonly batch: number;
  /** Of the order of images and of the noise of dropout and RReLU. The initial weights are the model's own affair. */
  readonly seed: number;
  /**
   * What the network learns to make small. Default: `'softmax-cross-entropy'`, of logits. `'rectified-cross-entropy'` has a
   * rectifier in place of the softmax ({@link rectifiedCrossEntropy}).
   */
  readonly loss?: ClassificationLoss;
  /**
   * Sets the model's initial weights by the first training batch, as the network takes it: `(model, images) => lsuv(model, images)`.
   * Of a run that goes on, the weights of its checkpoint follow.
   */
  readonly initialize?: (model: tfl.LayersModel, images: tf.Tensor4D) => void;
  /** Default: {@link defaultInput}. */
  readonly input?: InputScaling;
  /** Where to write the run (see `@rectified/run-folder`). Default: nowhere. */
  readonly folder?: string;
  /**
   * Goes on with the run in `folder`; begins one where there is none. `previous`: from the checkpoint before the last, where
   * the last one is damaged. The settings, the model, the images and what computes must be those of the run; epochs may be
   * added unless the rate's schedule depends on how long training is.
   */
  readonly resume?: boolean | 'previous';
  /** The claim on `folder` of a caller that has made one (`claimRun`), and lets go of it. Default: one for this call. */
  readonly claim?: Claim;
  /** Stops after the current step, saves, and ends with status `interrupted`. */
  readonly signal?: AbortSignal;
  /** When to save besides the end of every epoch. Default: every 60 seconds. */
  readonly checkpointEvery?: { readonly seconds?: number; readonly steps?: number };
  /** Writes a `StepRecord` every so many steps. Default: 10. */
  readonly recordEvery?: number;
  /** Measures, in test mode after every epoch, on so many first training images; `true`: on all. Default: on none. */
  readonly evaluateTrain?: number | boolean;
  /** Measures, on training and test images, after every so many epochs, and after the last. Default: 1. */
  readonly evaluateEvery?: number;
  /**
   * Writes a `ProbeRecord` before the first step and after every epoch: what goes on in each layer for so many first training
   * images, or for as many as a batch has (`true`). It takes about as long as two steps on as many, and changes nothing. Default: none.
   */
  readonly probe?: boolean | number;
  /** What an answer reaches that knows nothing of the image: a run that ends no better than that says so in its result. */
  readonly guessing?: Guessing;
  /**
   * What computes the steps: `eager`, operation by operation, on any backend; `compiled`, one function of TensorFlow that holds
   * a whole step and takes several in a call, on tfjs-node; `xla`, the same compiled by TensorFlow's XLA. Default: `eager`.
   * In a compiled run the weights of `model` are those of the last step at checkpoints and at the end of an epoch only.
   */
  readonly engine?: EngineName;
  /**
   * What the engines `compiled` and `xla` compute convolutions and products of matrices of: `float32` or, rounded, `bfloat16`, with sums and
   * weights in float32. The latter needs TensorFlow's own kernels. Default: `float32`. What the eager engine computes in is the backend's own affair.
   */
  readonly products?: ProductType;
  /** Where batches come from, as for augmentation in other threads. Default: the training images as they are. */
  readonly source?: BatchSource;
  /** The same for evaluations. Default: the images as they are. */
  readonly testSource?: TestSource;
  /** Of the images that both give. Default: the dataset's. */
  readonly shape?: ImageShape;
  /** Called with every record as it is written, of a run without a folder, too. A resumed run repeats those since its last checkpoint. */
  readonly onRecord?: (record: MetricsRecord) => void;
  readonly onStep?: (progress: StepProgress) => void;
  /** Called after every batch of an evaluation. */
  readonly onEvaluate?: (progress: { images: number; of: number }) => void;
}

/** How far training has come, for a progress bar. */
export interface StepProgress {
  /** Updates taken. */
  readonly step: number;
  /** Updates that the whole run takes. */
  readonly steps: number;
  readonly epoch: number;
  /** Training images seen in this epoch. */
  readonly images: number;
  /** The mean loss of this batch, in training mode. */
  readonly loss: number;
  readonly rate: number;
  /** Since this call began, evaluation not counted. */
  readonly imagesPerSecond: number;
}
