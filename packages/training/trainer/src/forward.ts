import { batches, type Dataset, type ImageShape } from '@rectified/dataset';
import {
  anything,
  type Check,
  type Checks,
  callable,
  checkOptions,
  having,
  InputError,
  imageShape,
  optional,
  renamed,
  wholeNumber,
} from '@rectified/errors';
import { type FusedModel, fuse } from '@rectified/fuse';
import { argmax } from '@rectified/metrics';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { TestSource, ViewBatch } from './batch-source.js';
import { breathe } from './breathe.js';
import { checkImages } from './check-images.js';
import { checkModel } from './check-model.js';
import { checkInput, defaultInput, type InputScaling, scaledPixels } from './input-scaling.js';

/** Options for running images through a model in test mode. */
export interface ForwardOptions {
  /** Images per batch. Default: 100. It affects the answers at most by rounding. */
  readonly batch?: number;
  /** How bytes are scaled. Must be the same as in training. Default: {@link defaultInput}. */
  readonly input?: InputScaling;
  /** The source of batches, for example of views. Default: the unchanged images. */
  readonly source?: TestSource;
  /** Shape of the images from the source. Default: the dataset's. */
  readonly shape?: ImageShape;
  /** Called after every batch with the number of images done and in total. */
  readonly onBatch?: (progress: { images: number; of: number }) => void;
  /** Stops between two batches by throwing the signal's reason. */
  readonly signal?: AbortSignal;
}

const checks: Checks<ForwardOptions> = {
  batch: optional(wholeNumber({ from: 1 })),
  input: anything,
  source: optional(callable()),
  shape: optional(imageShape),
  onBatch: optional(callable()),
  signal: optional(having('the signal of an AbortController', 'aborted', 'addEventListener')),
};

/** The result of a batch. */
interface Forwarded {
  readonly logits: Float32Array;
  readonly labels: Int32Array;
  readonly predictions: Int32Array;
}

/** The model's logits for all images, batch by batch, in test mode and in the dataset's order. `more` are checks of the caller's own options. */
export function forward(
  model: tfl.LayersModel,
  dataset: Dataset,
  options: ForwardOptions = {},
  more: Readonly<Record<string, Check>> = {},
): AsyncGenerator<Forwarded> {
  checkImages('dataset', dataset);
  checkOptions('a forward pass', options, { ...checks, ...more }, { batchSize: renamed('batch') });
  checkInput(options.input);
  checkModel(model, dataset, options.shape ?? dataset.shape);
  return pass(model, dataset, options);
}

async function* pass(
  model: tfl.LayersModel,
  dataset: Dataset,
  { batch: size = 100, input = defaultInput, source = batches, onBatch, signal }: ForwardOptions,
): AsyncGenerator<Forwarded> {
  const network = fuse(model);
  const classes = dataset.classes.length;
  let images = 0;
  for await (const batch of source(dataset, { size })) {
    signal?.throwIfAborted();
    const logits = await logitsOf(network, batch, input);
    const predictions = Int32Array.from(batch.labels, (_, row) =>
      argmax(logits, row * classes, (row + 1) * classes),
    );
    yield { logits, labels: batch.labels, predictions };
    images += batch.labels.length;
    onBatch?.({ images, of: dataset.size });
    await breathe();
  }
  if (images !== dataset.size)
    throw new InputError({
      what: `the source of test batches returned a different number of images than ${dataset.name} has`,
      expected: `${dataset.size} images`,
      got: `${images}`,
    });
}

async function logitsOf(network: FusedModel, batch: ViewBatch, input: InputScaling): Promise<Float32Array> {
  const logits = tf.tidy(() => {
    const x = tf.tensor4d(scaledPixels(batch, input), [...batch.shape]);
    return network.predict(x);
  });
  try {
    return (await logits.data()) as Float32Array;
  } finally {
    logits.dispose();
  }
}
